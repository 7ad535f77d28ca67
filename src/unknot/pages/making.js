// How far the speaking is, as the server says it; when it is over, the page is loaded again.
(function () {
  "use strict";
  var far = document.getElementById("far"), said = document.getElementById("said");
  var from = new EventSource(far.dataset.from);
  from.onmessage = function (event) {
    var now = JSON.parse(event.data);
    if (now.over) { from.close(); location.reload(); return; }
    if (now.of) {
      far.max = now.of;
      far.value = now.done;
      said.textContent = "Its lines are being spoken for the first time: " + now.done + " of " + now.of + ".";
    }
  };
  from.onerror = function () { from.close(); window.setTimeout(function () { location.reload(); }, 3000); };
})();
