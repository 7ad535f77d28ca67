// Who answered in the last seven days is not asked again. Only the date and the answer are kept.
(function () {
  "use strict";
  var key = "unknot:screened", week = 7 * 24 * 3600 * 1000;
  try {
    var kept = JSON.parse(localStorage.getItem(key) || "null");
    var age = kept ? Date.now() - Date.parse(kept.screened) : NaN;
    if (age >= -86400000 && age < week && location.search.indexOf("answer=again") < 0) {
      location.replace(location.pathname + "?screened=" + encodeURIComponent(kept.screened)
        + "&answer=" + encodeURIComponent(kept.answer) + location.hash);
      return;
    }
  } catch (error) { /* nothing can be kept here: then it is asked each time */ }
  document.getElementById("screen").addEventListener("submit", function (event) {
    var said = new FormData(event.target, event.submitter);
    try {
      if (said.get("answer") === "no") { localStorage.removeItem(key); return; }
      localStorage.setItem(key, JSON.stringify({ screened: said.get("screened"), answer: said.get("answer") }));
    } catch (error) { /* as above */ }
  });
})();
