// One plain <audio> plays; everything here only shows where it is. Every number comes from the
// audio's own clock, so that pausing, seeking and a locked screen stay right. Nothing is loaded.
(function () {
  "use strict";
  var data = JSON.parse(document.getElementById("data").textContent);
  var audio = document.querySelector("audio");
  var steps = data.steps, counts = data.counts, captions = data.captions;
  var buttons = Array.prototype.slice.call(document.querySelectorAll("button[data-t]"));
  var shown = -1, aside = null, resumed = false, lock = null;
  var place = "unknot:" + (audio.dataset.name || location.pathname);

  function by(id) { return document.getElementById(id); }
  function put(id, text) { var at = by(id); if (at.textContent !== text) { at.textContent = text; } }
  function last(list, at) {
    var low = 0, high = list.length;
    while (low < high) {
      var middle = (low + high) >> 1;
      if (list[middle][0] <= at) { low = middle + 1; } else { high = middle; }
    }
    return low - 1;
  }
  function within(list, at) {
    var index = last(list, at);
    return index >= 0 && list[index][1] > at ? list[index] : null;
  }
  function clock(s) {
    s = Math.max(0, Math.floor(s));
    return Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0");
  }

  // --- what is shown ---
  function draw() {
    var now = audio.currentTime + 0.005;
    var at = Math.max(0, last(steps, now));
    if (at !== shown) { step(at); }
    var count = within(counts, now), caption = within(captions, now);
    var left = count ? count[1] - now : 0;
    by("picture").hidden = Boolean(count) || !by("picture").getAttribute("src");
    put("count", count ? String(Math.ceil(left)) : "");
    put("what", count ? count[2] : "");
    var ring = count ? left / (count[1] - count[0]) : 1 - now / data.length;
    by("ring").setAttribute("stroke-dashoffset", String(Math.round(1000 * (1 - ring))));
    put("caption", caption ? caption[2] : "");
  }
  function step(at) {
    buttons.forEach(function (each, index) {
      if (index === at) { each.setAttribute("aria-current", "step"); } else { each.removeAttribute("aria-current"); }
    });
    shown = at;
    var here = steps[at], after = steps[at + 1], picture = data.pictures[here[3]] || (data.artwork && [data.artwork, ""]);
    put("step", here[2] ? here[1].replace(", " + here[2], "") : here[1]);  // the side stands before it
    put("side", here[2]);
    put("next", after ? "Then: " + after[1] + ", at " + clock(Math.round(after[0])) : "The last step.");
    if (picture) { by("picture").src = picture[0]; by("picture").alt = picture[1]; }
    else { by("picture").removeAttribute("src"); by("picture").alt = ""; }
  }
  function tick() { draw(); if (!audio.paused) { window.requestAnimationFrame(tick); } }

  // --- what is pressed ---
  function seek(to) {
    aside = null;
    audio.currentTime = Math.min(Math.max(0, to), data.length);
    draw();
  }
  function jump(by) {
    var to = shown + by;
    // Back goes to the beginning of this step first, as players do.
    if (by < 0 && audio.currentTime - steps[shown][0] > 3) { to = shown; }
    if (to >= 0 && to < steps.length) { seek(steps[to][0]); }
  }
  function play() {
    var played = audio.play();
    if (played) { played.catch(function () {}); }
  }
  function toggle() { if (audio.paused) { play(); } else { audio.pause(); } }
  function keep() {
    try {
      if (audio.currentTime > 5 && audio.currentTime < data.length - 5 && !aside) {
        localStorage.setItem(place, String(audio.currentTime));
      } else if (audio.ended) { localStorage.removeItem(place); }
    } catch (error) { /* a browser that keeps nothing: then it does not resume */ }
  }
  function kept() {
    try { return Number(localStorage.getItem(place)) || 0; } catch (error) { return 0; }
  }
  function hurts() {
    var at = audio.currentTime;
    audio.pause();
    keep();
    by("stopped").showModal();
    // The track itself says it: its line of the opening, then it stands where it was.
    if (data.stop) {
      aside = { back: at, end: data.stop[1] };
      audio.currentTime = data.stop[0];
      play();
    }
  }
  function aside_ends() {
    if (aside && audio.currentTime >= aside.end) { return_from_aside(); }
  }
  function return_from_aside() {
    if (!aside) { return; }
    var back = aside.back;
    audio.pause();
    aside = null;
    audio.currentTime = back;
  }

  // Only where something is treated: nothing else has a button for it.
  function could_hurt() {
    by("hurts").hidden = false;
    by("hurts").addEventListener("click", hurts);
    by("on").addEventListener("click", function () { return_from_aside(); by("stopped").close(); play(); });
    by("enough").addEventListener("click", function () {
      return_from_aside();
      audio.pause();
      by("stopped").close();
      put("note", "Stopped. Rest that place today.");
    });
    by("stopped").addEventListener("cancel", return_from_aside);
  }

  // --- the locked screen, set again on every start because some browsers forget it ---
  function tell() {
    if (!("mediaSession" in navigator)) { return; }
    var session = navigator.mediaSession;
    var about = { title: data.title, artist: data.artist, album: "unknot" };
    if (data.artwork) { about.artwork = [{ src: new URL(data.artwork, location.href).href, sizes: "600x600", type: "image/png" }]; }
    if (window.MediaMetadata) { session.metadata = new MediaMetadata(about); }
    var acts = {
      play: play, pause: function () { audio.pause(); },
      previoustrack: function () { jump(-1); }, nexttrack: function () { jump(1); },
      seekto: function (asked) { seek(asked.seekTime); },
    };
    Object.keys(acts).forEach(function (name) {
      try { session.setActionHandler(name, acts[name]); } catch (error) { /* not known there */ }
    });
    position();
  }
  function position() {
    if ("mediaSession" in navigator && navigator.mediaSession.setPositionState && audio.duration) {
      navigator.mediaSession.setPositionState({
        duration: audio.duration, playbackRate: 1, position: Math.min(audio.currentTime, audio.duration),
      });
    }
  }
  function awake() {
    if (!("wakeLock" in navigator) || audio.paused || document.visibilityState !== "visible" || lock) { return; }
    navigator.wakeLock.request("screen").then(function (got) {
      lock = got;
      got.addEventListener("release", function () { lock = null; });
    }).catch(function () {});
  }
  function asleep() { if (lock) { lock.release(); } }

  // --- the network ---
  function lost() {
    put("note", "The sound does not come. It goes on by itself when the network is back.");
  }
  function again() {
    if (!audio.error) { return; }
    var at = Math.max(audio.currentTime, kept());
    audio.load();
    audio.addEventListener("loadedmetadata", function () { audio.currentTime = at; play(); }, { once: true });
  }
  function failed() {
    put("note", "The sound cannot be had from its address. It may have been changed: load this page again.");
    window.setTimeout(again, 5000);
  }

  // --- put together ---
  by("mat").hidden = by("keys").hidden = false;
  buttons.forEach(function (each) {
    each.addEventListener("click", function () { seek(Number(each.dataset.t)); play(); });
  });
  by("toggle").addEventListener("click", toggle);
  by("back").addEventListener("click", function () { jump(-1); });
  by("forth").addEventListener("click", function () { jump(1); });
  if (by("hurts")) { could_hurt(); }
  document.addEventListener("keydown", function (event) {
    var on = event.target.closest("button, a, input, select, textarea, summary, audio, dialog");
    if (event.ctrlKey || event.altKey || event.metaKey || (by("stopped") && by("stopped").open)) { return; }
    if (event.key === " " && !on) { event.preventDefault(); toggle(); }
    if (event.key === "ArrowRight" && !(on && on.matches("input, select, audio"))) { event.preventDefault(); jump(1); }
    if (event.key === "ArrowLeft" && !(on && on.matches("input, select, audio"))) { event.preventDefault(); jump(-1); }
  });
  ["timeupdate", "seeked", "loadedmetadata"].forEach(function (name) { audio.addEventListener(name, draw); });
  ["seeked", "loadedmetadata", "ratechange"].forEach(function (name) { audio.addEventListener(name, position); });
  audio.addEventListener("timeupdate", aside_ends);
  audio.addEventListener("timeupdate", keep);
  audio.addEventListener("play", function () {
    put("toggle", "Pause");
    // Who lies down sees the countdown and the buttons, and no more.
    if (!aside) { by("player").scrollIntoView(); }
    tick();
  });
  audio.addEventListener("pause", function () { put("toggle", "Play"); keep(); asleep(); });
  audio.addEventListener("ended", function () {
    keep();
    put("note", by("diary-after") ? "Finished. How does it feel now? Tap a number below." : "Finished.");
  });
  audio.addEventListener("playing", function () { put("note", ""); tell(); awake(); });
  audio.addEventListener("stalled", function () { if (!audio.paused && audio.readyState < 3) { lost(); } });
  audio.addEventListener("waiting", function () {
    window.setTimeout(function () { if (!audio.paused && audio.readyState < 3) { lost(); } }, 2000);
  });
  audio.addEventListener("error", failed);
  window.addEventListener("online", again);
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", awake);
  function fromLink() {
    var found = /[#&]t=([0-9.]+)/.exec(location.hash);
    if (found) { seek(Number(found[1])); }
    return Boolean(found);
  }
  function resume() {
    if (resumed) { return; }
    resumed = true;
    if (fromLink() || !kept()) { return; }
    seek(kept());
    put("note", "This goes on where you were, at " + clock(kept()) + ".");
  }
  audio.addEventListener("loadedmetadata", resume);
  window.addEventListener("hashchange", fromLink);
  if (audio.readyState >= 1) { resume(); }
  // Play was pressed on the page before. A browser may not let a page begin by itself: then Play is
  // there; and who loads the page again did not press it.
  if (location.hash === "#play") {
    try { history.replaceState(null, "", location.pathname + location.search); } catch (error) { /* from disk */ }
    play();
  }
  draw();
})();
