/* Has anything been published since this page was drawn? Asked when somebody comes back to the page, never in the background:
   a page left open must not keep a session alive. */
(function () {
  "use strict";
  var PAUSE = 30000, last = 0;
  function ask() {
    if (document.hidden || Date.now() - last < PAUSE) { return; }
    last = Date.now();
    fetch("/state", { headers: { "Accept": "application/json" } }).then(function (answer) {
      return answer.ok ? answer.json() : null;
    }).then(function (found) {
      var band = document.getElementById("stale");
      if (!found || !band) { return; }
      var marks = document.querySelectorAll(".drawn"); /* the last is that of what was drawn last */
      var known = Array.from(marks).map(function (one) { return one.dataset.mark; });
      band.hidden = !known.length || known.indexOf(found.state) >= 0 || Boolean(document.getElementById("deck"));
    }).catch(function () { last = 0; });
  }
  document.addEventListener("click", function (event) {
    if (event.target.closest("#stale-reload")) { window.location.reload(); }
    if (event.target.closest("#lighting")) {
      var here = new URL(window.location.href);
      if (here.searchParams.get("look") === "dark") { here.searchParams.delete("look"); } else { here.searchParams.set("look", "dark"); }
      window.history.pushState({}, "", here);
      window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }
  });
  window.addEventListener("focus", ask);
  document.addEventListener("visibilitychange", ask);
})();
