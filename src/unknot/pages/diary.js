// The diary of the page: three numbers a day, in this browser's storage and nowhere else. What they
// say to do is decided as unknot/diary/advice.py decides it; the numbers of the rules come from there.
(function () {
  "use strict";
  var DAY = 86400000;
  function number(day) { return Date.parse(day) / DAY; }

  // days: {"2026-11-26": {before, after, morning}}; today: "2026-11-26". The names of the advice.
  function advice(days, today, rules) {
    var now = number(today), found = [];
    var scored = Object.keys(days).sort().map(function (day) {
      return [number(day), days[day].before];
    }).filter(function (each) { return typeof each[1] === "number" && each[0] <= now; });
    var base = scored.length ? scored[0][1] : 0;
    var end = scored.length ? scored[scored.length - 1][0] : 0;
    var last = scored.slice(-rules.worse_days);
    if (scored.length > rules.worse_days && now - last[0][0] < rules.within_days
        && last.every(function (each) { return each[1] >= base + rules.change; })) { found.push("worse"); }
    if (scored.length && end - scored[0][0] >= rules.no_change_days) {
      var best = Math.min.apply(null, scored.filter(function (each) {
        return end - each[0] < rules.within_days;
      }).map(function (each) { return each[1]; }));
      if (best > Math.max(base - rules.change, rules.quiet)) { found.push("no-change"); }
    }
    var sore = [1, 2].map(function (back) {
      var day = days[new Date((now - back) * DAY).toISOString().slice(0, 10)];
      return Boolean(day) && day.morning > rules.sore;
    });
    if (sore[0] && sore[1]) { found.push("sore"); } else if (sore[0]) { found.push("rest"); }
    if (!found.length && scored.length && scored[scored.length - 1][1] <= rules.quiet) { found.push("quiet"); }
    return found;
  }
  if (typeof module !== "undefined") { module.exports = advice; return; }

  var KEY = "unknot:diary", WHEN = ["before", "after", "morning"];
  var box = document.getElementById("diary");
  var rules = JSON.parse(document.getElementById("rules").textContent);
  function by(id) { return document.getElementById(id); }
  function iso(back) {
    var at = new Date();
    at = new Date(at.getFullYear(), at.getMonth(), at.getDate() - back, 12);
    return at.getFullYear() + "-" + String(at.getMonth() + 1).padStart(2, "0") + "-" + String(at.getDate()).padStart(2, "0");
  }
  function read() {
    try { return JSON.parse(localStorage.getItem(KEY) || "{}") || {}; } catch (error) { return {}; }
  }
  function dayOf(when) { return iso(when === "morning" ? 1 : 0); }
  function note(when, score) {
    var days = read(), day = dayOf(when);
    days[day] = days[day] || {};
    days[day][when] = score;
    try { localStorage.setItem(KEY, JSON.stringify(days)); } catch (error) { /* nothing is kept here */ }
    draw();
  }
  function draw() {
    var days = read(), yesterday = days[iso(1)];
    by("diary-morning").hidden = !yesterday || (yesterday.before === undefined && yesterday.after === undefined);
    box.querySelectorAll("button[data-when]").forEach(function (each) {
      var day = days[dayOf(each.dataset.when)];
      each.setAttribute("aria-pressed", String(Boolean(day) && day[each.dataset.when] === Number(each.dataset.score)));
    });
    var said = advice(days, iso(0), rules), alert = false;
    by("advice").textContent = said.map(function (name) {
      alert = alert || rules.advice[name].alert;
      return rules.advice[name].text;
    }).join(" ");
    by("advice").className = alert ? "card alert" : "card";
    by("advice").hidden = !said.length;
    // Whoever is sent to a professional is asked again before the next session (INV-22).
    if (alert) { try { localStorage.removeItem("unknot:screened"); } catch (error) { /* none is kept */ } }
    var names = Object.keys(days).sort().reverse();
    by("kept").hidden = !names.length;
    by("days").replaceChildren.apply(by("days"), names.slice(0, 14).map(function (day) {
      var row = document.createElement("tr");
      [day].concat(WHEN.map(function (when) { return days[day][when]; })).forEach(function (value, at) {
        var cell = document.createElement(at ? "td" : "th");
        cell.textContent = value === undefined ? "–" : String(value);
        row.appendChild(cell);
      });
      return row;
    }));
  }
  function save() {
    var days = read();
    var rows = Object.keys(days).sort().map(function (day) {
      return [day].concat(WHEN.map(function (when) {
        return typeof days[day][when] === "number" ? days[day][when] : "";
      })).join(",");
    });
    var link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([["date,before,after,morning"].concat(rows, "").join("\n")], { type: "text/csv" }));
    link.download = "diary.csv";
    link.click();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }
  box.hidden = false;
  box.addEventListener("click", function (event) {
    var at = event.target.closest("button");
    if (!at) { return; }
    if (at.dataset.when) { note(at.dataset.when, Number(at.dataset.score)); }
    if (at.id === "diary-export") { save(); }
    if (at.id === "diary-delete" && window.confirm("Delete the diary in this browser?")) {
      try { localStorage.removeItem(KEY); } catch (error) { /* none is kept */ }
      draw();
    }
  });
  draw();
})();
