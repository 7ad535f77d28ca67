// Every number comes from the audio's own clock, so that pausing, seeking and speed stay right.
(function () {
  "use strict";
  var audio = document.querySelector("audio");
  var caption = document.getElementById("caption");
  var step = document.getElementById("step");
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-t]"));
  var starts = buttons.map(function (each) { return Number(each.dataset.t); });
  var captions = JSON.parse(document.getElementById("captions").textContent);
  var shown = -1, said = -1;

  function last(list, at, start) {
    var low = 0, high = list.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (start(list[middle]) <= at) { low = middle + 1; } else { high = middle; }
    }
    return low - 1;
  }
  function draw() {
    var now = audio.currentTime + 0.005;
    var at = last(starts, now, function (each) { return each; });
    if (at !== shown && at >= 0) {
      if (shown >= 0) { buttons[shown].removeAttribute("aria-current"); }
      buttons[at].setAttribute("aria-current", "step");
      step.textContent = buttons[at].dataset.title;
      shown = at;
      tell(buttons[at].dataset.title);
    }
    var cue = last(captions, now, function (each) { return each[0]; });
    if (cue >= 0 && captions[cue][1] < now) { cue = -1; }
    if (cue !== said) {
      caption.textContent = cue < 0 ? "" : captions[cue][2];
      said = cue;
    }
  }
  function seek(to) {
    audio.currentTime = Math.max(0, to);
    draw();
  }
  function jump(by) {
    var to = shown + by;
    if (to >= 0 && to < starts.length) { seek(starts[to]); }
  }
  function tell(title) {
    if (!("mediaSession" in navigator) || !window.MediaMetadata) { return; }
    navigator.mediaSession.metadata = new MediaMetadata({ title: title, album: document.title });
  }
  buttons.forEach(function (each) {
    each.addEventListener("click", function () {
      seek(Number(each.dataset.t));
      var played = audio.play();
      if (played) { played.catch(function () {}); }
    });
  });
  ["timeupdate", "seeked", "play", "loadedmetadata"].forEach(function (name) {
    audio.addEventListener(name, draw);
  });
  if ("mediaSession" in navigator) {
    navigator.mediaSession.setActionHandler("previoustrack", function () { jump(-1); });
    navigator.mediaSession.setActionHandler("nexttrack", function () { jump(1); });
  }
  function fromLink() {
    var found = /[#&]t=([0-9.]+)/.exec(location.hash);
    if (found) { seek(Number(found[1])); }
  }
  window.addEventListener("hashchange", fromLink);
  fromLink();
  draw();
})();
