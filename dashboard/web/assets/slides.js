/* Slides of a meeting: keys and buttons, black screen, what comes at a key; everything is in the page, no network is needed. */
(function () {
  "use strict";
  var typed = "";
  function deck() { return document.getElementById("deck"); }
  function slides() { return Array.from(document.querySelectorAll("#deck .slide")); }
  function current() { return slides().findIndex(function (one) { return one.classList.contains("on"); }); }
  function show(at) {
    var all = slides(), to = Math.max(0, Math.min(all.length - 1, at));
    all.forEach(function (one, number) {
      one.classList.toggle("on", number === to);
      if (number === to) { one.removeAttribute("aria-hidden"); } else { one.setAttribute("aria-hidden", "true"); }
    });
    window.history.replaceState(window.history.state, "", "#" + (to + 1));
  }
  function fold() {
    deck().classList.remove("dark-screen");
    document.querySelectorAll("#deck .extra").forEach(function (one) { one.hidden = true; });
  }
  function open(key) {
    var extra = slides()[current()].querySelector('.extra[data-key="' + key + '"]'), was = extra.hidden;
    fold();
    extra.hidden = !was;
  }
  function full() {
    if (document.fullscreenElement) { document.exitFullscreen(); } else { deck().requestFullscreen(); }
  }
  function large() {
    var here = new URL(window.location.href);
    if (here.searchParams.get("large")) { here.searchParams.delete("large"); } else { here.searchParams.set("large", "1"); }
    window.location.assign(here);
  }
  var acts = {
    "ArrowRight": function () { show(current() + 1); }, " ": function () { show(current() + 1); }, "PageDown": function () { show(current() + 1); },
    "ArrowLeft": function () { show(current() - 1); }, "PageUp": function () { show(current() - 1); },
    "Home": function () { show(0); }, "End": function () { show(slides().length - 1); },
    "b": function () { deck().classList.toggle("dark-screen"); }, "f": full, "p": function () { window.print(); }, "l": large, "Escape": fold,
    "r": function () { open("r"); }, "h": function () { open("h"); }, "s": function () { open("s"); }, "n": function () { open("n"); }, "?": function () { open("?"); },
    "Enter": function () { if (typed) { show(Number(typed) - 1); } }
  };
  var moves = ["ArrowRight", "ArrowLeft", " ", "PageDown", "PageUp", "Home", "End", "Enter"];
  function act(key) {
    if (moves.indexOf(key) >= 0) { fold(); }
    acts[key]();
    typed = "";
  }
  document.addEventListener("keydown", function (event) {
    if (!deck() || event.ctrlKey || event.metaKey || event.altKey) { return; }
    var inField = event.target.closest("input, textarea, select"), onControl = event.target.closest("button, a, summary");
    if (inField && event.key !== "Escape") { return; }
    if (onControl && (event.key === " " || event.key === "Enter") && !typed) { return; }
    var key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (/^\d$/.test(key)) { typed += key; return; }
    if (!acts[key] || (key.length === 1 && key !== " " && window.planKeysOff && window.planKeysOff())) { return; }
    event.preventDefault();
    if (inField) { event.target.blur(); }
    act(key);
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest(".deck-bar button");
    if (button) { act(button.dataset.key); }
  });
  function fit() {
    var one = deck();
    document.documentElement.classList.toggle("in-meeting", Boolean(one));
    if (!one) { return; }
    var room = document.documentElement, bar = document.fullscreenElement ? 0 : 44;
    var scale = Math.min(room.clientWidth / 1920, (window.innerHeight - bar) / 1080);
    one.style.setProperty("--scale", String(scale));
    if (!one.dataset.ready) {
      one.dataset.ready = "yes";
      var asked = Number(window.location.hash.slice(1));
      if (asked > 0) { show(asked - 1); }
    }
  }
  window.addEventListener("resize", fit);
  document.addEventListener("fullscreenchange", fit);
  new MutationObserver(fit).observe(document.documentElement, { childList: true, subtree: true });
})();
