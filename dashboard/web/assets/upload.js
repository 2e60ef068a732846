/* A place to drop a file on, or to choose one: the file is sent as it is, with real progress, and may be called off. */
(function () {
  "use strict";
  var LANG = function () { return document.documentElement.lang === "en" ? "en" : "zh"; };
  function cookie(name) {
    var found = document.cookie.split("; ").find(function (one) { return one.startsWith(name + "="); });
    return found ? found.slice(name.length + 1) : "";
  }
  function prepare(zone) {
    zone.dataset.ready = "yes";
    var input = document.createElement("input");
    input.type = "file";
    input.id = zone.id + "-file";
    input.accept = ".xlsx,.xls,.ods,.csv,.htm,.html";
    input.setAttribute("aria-label", zone.dataset.label);
    zone.prepend(input);
    input.addEventListener("change", function () { if (input.files.length) { send(zone, input, input.files[0]); } });
    ["dragenter", "dragover"].forEach(function (kind) { zone.addEventListener(kind, function () { zone.classList.add("over"); }); });
    ["dragleave", "drop", "dragend"].forEach(function (kind) { zone.addEventListener(kind, function () { zone.classList.remove("over"); }); });
  }
  function send(zone, input, file) {
    var said = zone.querySelector(".drop-said"), request = new XMLHttpRequest();
    if (file.size > Number(zone.dataset.limit)) { fail(zone, input, zone.dataset.tooLarge); return; }
    zone.classList.add("sending");
    said.className = "drop-said";
    said.textContent = zone.dataset.sending + " 0%";
    var stop = document.createElement("button");
    stop.type = "button"; stop.className = "button quiet"; stop.textContent = zone.dataset.stop;
    stop.addEventListener("click", function () { request.abort(); });
    zone.append(stop);
    request.upload.addEventListener("progress", function (event) {
      if (event.lengthComputable) { said.textContent = zone.dataset.sending + " " + Math.round(100 * event.loaded / event.total) + "%"; }
    });
    request.addEventListener("load", function () {
      var answer = {};
      try { answer = JSON.parse(request.responseText); } catch (ignored) { answer = {}; }
      if (request.status === 202 && answer.href) { window.location.assign(answer.href + window.location.search); return; }
      fail(zone, input, answer.message ? answer.message[LANG()] : request.status === 413 ? zone.dataset.tooLarge : zone.dataset.failed);
    });
    request.addEventListener("error", function () { fail(zone, input, zone.dataset.failed); });
    request.addEventListener("abort", function () { fail(zone, input, ""); });
    request.addEventListener("loadend", function () { stop.remove(); });
    request.open("POST", "/data/upload?name=" + encodeURIComponent(file.name));
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.setRequestHeader("X-CSRFToken", cookie("plan-csrf"));
    request.send(file);
  }
  function fail(zone, input, words) {
    var said = zone.querySelector(".drop-said");
    zone.classList.remove("sending");
    said.className = "drop-said" + (words ? " refused" : "");
    said.textContent = words;
    input.value = "";
  }
  new MutationObserver(function () {
    document.querySelectorAll(".drop:not([data-ready])").forEach(prepare);
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
