/* The rest of a long table: each piece is asked for when it is nearly seen. */
(function () {
  "use strict";
  var AT_ONCE = 2; /* pieces of a table that are asked for at once: what is printed and searched for in the page is there */
  function ask(place) {
    if (place.dataset.asked) { return; }
    place.dataset.asked = "yes";
    fetch(place.dataset.src, { headers: { "Accept": "text/html" } }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (rows) {
      var made = document.createElement("table"), heads = place.parentElement.querySelector("thead").cloneNode(true);
      made.className = place.dataset.class;
      heads.className = "unseen-heads";
      heads.querySelectorAll("a").forEach(function (link) { link.replaceWith(link.textContent); });
      made.setAttribute("aria-label", place.parentElement.querySelector("caption").textContent);
      made.append(heads);
      made.insertAdjacentHTML("beforeend", "<tbody>" + rows + "</tbody>");
      place.replaceChildren(made);
      place.style.minHeight = "";
    }).catch(function () {
      delete place.dataset.asked;
      place.dataset.tries = String(Number(place.dataset.tries || 0) + 1);
      if (Number(place.dataset.tries) < 6) { window.setTimeout(function () { ask(place); }, 3000); }
    });
  }
  var seen = new IntersectionObserver(function (entries) {
    entries.forEach(function (entry) { if (entry.isIntersecting) { ask(entry.target); } });
  }, { rootMargin: "3000px" });
  new MutationObserver(function () {
    document.querySelectorAll(".more-rows:not([data-watched])").forEach(function (place) {
      place.dataset.watched = "yes";
      if (Array.from(place.parentElement.querySelectorAll(".more-rows")).indexOf(place) < AT_ONCE) { ask(place); } else { seen.observe(place); }
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
