/* Keys that work on every page, the list of them, and the switch that turns single ones off for this browser. */
(function () {
  "use strict";
  var OFF = "plan-keys-off";
  function off() { try { return window.localStorage.getItem(OFF) === "yes"; } catch (ignored) { return false; } }
  window.planKeysOff = off;
  function list() {
    var dialog = document.getElementById("keys"), place = document.getElementById("keys-switch");
    if (!dialog || dialog.open) { return; }
    if (!place.firstChild) {
      var box = document.createElement("input");
      box.type = "checkbox";
      box.addEventListener("change", function () {
        try { window.localStorage.setItem(OFF, box.checked ? "yes" : "no"); } catch (ignored) { box.checked = false; }
      });
      place.append(box);
    }
    place.firstChild.checked = off();
    dialog.showModal();
  }
  function find() {
    var field = document.querySelector("#indicators-search, #indicators-search input");
    if (field) { (field.matches("input") ? field : field.querySelector("input")).focus(); return; }
    var link = document.querySelector("nav.pages a[href^='/indicators']");
    if (link) { link.click(); }
  }
  document.addEventListener("keydown", function (event) {
    if (off() || event.ctrlKey || event.metaKey || event.altKey || document.getElementById("deck")) { return; }
    if (event.target.closest("input, textarea, select, [contenteditable]")) { return; }
    if (event.key === "?") { event.preventDefault(); list(); }
    if (event.key === "/") { event.preventDefault(); find(); }
  });
  var led = "";
  new MutationObserver(function () {
    // A link to a part of a page that is drawn only now: go there, and open what is folded.
    var place = /^#[a-z][a-z-]*$/.test(window.location.hash) && document.querySelector(window.location.hash);
    if (!place || led === window.location.href) { return; }
    led = window.location.href;
    place.querySelectorAll("details").forEach(function (one, at) { if (at === 0) { one.open = true; } });
    place.scrollIntoView({ block: "start" });
  }).observe(document.documentElement, { childList: true, subtree: true });
  document.addEventListener("click", function (event) {
    if (event.target.closest("#keys-open")) { list(); }
    if (event.target.closest("#keys-close")) { document.getElementById("keys").close(); }
  });
})();
