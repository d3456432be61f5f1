/* The form of a portfolio entry: marks fields whose error line changed while typing, and goes to a field from the list
   of what is still needed. The form itself works without this. */
(function () {
  "use strict";

  function mark(line) {
    if (!line || !line.id || !line.id.endsWith("_error")) return;
    const field = document.getElementById(line.id.slice(0, -"_error".length));
    if (!field || !field.matches("input, select, textarea")) return;
    const wrong = line.textContent.trim() !== "";
    field.classList.toggle("is-invalid", wrong);
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }

  const markAll = () => document.querySelectorAll(".entry-form .field-error").forEach(mark);
  document.addEventListener("htmx:afterSettle", markAll);
  document.addEventListener("htmx:oobAfterSwap", markAll);
  markAll();

  /* A file that is too large stays here; the theme's script says so beside the field. */
  document.addEventListener("htmx:beforeRequest", (event) => {
    const input = event.target.id === "upload-form" && event.target.querySelector("input[type=file]");
    const file = input && input.files[0];
    if (file && file.size > Number(input.dataset.maxBytes)) event.preventDefault();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-jump]");
    if (!link) return;
    const target = document.getElementById(link.hash.slice(1)) || document.getElementById(link.hash.slice(1) + "_0");
    if (!target) return;
    event.preventDefault();
    const field = target.matches("input, select, textarea") ? target : target.querySelector("input, select, textarea") || target;
    field.focus();
    field.scrollIntoView({ block: "center" });
  });
})();
