/* What is sent as text, escaped by the server, is put where it belongs; its links lead on without loading the page anew. */
(function () {
  "use strict";
  var filled = new WeakMap(); /* element -> what was put into it: the page may use an element for something else later */
  function fill(place) {
    (filled.get(place) || []).forEach(function (node) { node.remove(); });
    filled.delete(place);
    if (!place.dataset.html) { return; }
    var before = place.childNodes.length;
    place.insertAdjacentHTML("beforeend", place.dataset.html);
    filled.set(place, Array.from(place.childNodes).slice(before));
  }
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "attributes") { fill(change.target); return; }
      change.addedNodes.forEach(function (node) {
        if (node.nodeType !== Node.ELEMENT_NODE) { return; }
        if (node.matches("[data-html]") && !filled.has(node)) { fill(node); }
        node.querySelectorAll("[data-html]").forEach(function (place) { if (!filled.has(place)) { fill(place); } });
      });
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-html"] });
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-page]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) { return; }
    event.preventDefault();
    window.history.pushState({}, "", link.getAttribute("href"));
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    if (!link.hash) { window.scrollTo(0, 0); }
  });
})();
