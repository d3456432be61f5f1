/* What every page does: dialogs that ask, messages that close, focus after errors, a token that stays fresh. */
(function () {
  "use strict";

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));

  /* The CSRF token. After signing in again on another tab the cookie is newer than the page, so it comes first. */
  function csrfToken() {
    const cookie = document.cookie.split("; ").find((pair) => /csrftoken=/.test(pair));
    if (cookie) return decodeURIComponent(cookie.slice(cookie.indexOf("=") + 1));
    const field = document.querySelector("[name=csrfmiddlewaretoken]");
    return field ? field.value : "";
  }

  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = csrfToken();
  });

  document.addEventListener("submit", (event) => {
    const field = event.target.querySelector("[name=csrfmiddlewaretoken]");
    if (field) field.value = csrfToken() || field.value;
  }, true);

  /* A question before something is done: forms with data-confirm. */
  const dialog = document.getElementById("confirm-dialog");

  function ask(question, label, tone, then) {
    if (!dialog || !dialog.showModal) {
      if (window.confirm(question)) then();
      return;
    }
    const yes = dialog.querySelector("[data-confirm-yes]");
    document.getElementById("confirm-question").textContent = question;
    if (label) yes.textContent = label;
    yes.className = "btn " + (tone === "danger" ? "btn-danger" : "btn-primary");
    dialog.returnValue = "";
    dialog.addEventListener("close", () => { if (dialog.returnValue === "yes") then(); }, { once: true });
    dialog.showModal();
    dialog.querySelector("[data-confirm-no]").focus();
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter;
    const source = button && button.dataset.confirm ? button : form;
    if (!source.dataset.confirm || form.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    ask(source.dataset.confirm, source.dataset.confirmLabel, source.dataset.confirmTone, () => {
      form.dataset.confirmed = "yes";
      form.requestSubmit(button || undefined);
      delete form.dataset.confirmed;
    });
  }, true);

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.target.dataset.confirmLabel, event.target.dataset.confirmTone,
      () => event.detail.issueRequest(true));
  });

  /* A second click on a form that is on its way does nothing. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target === "_blank") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
    if (event.submitter) event.submitter.classList.add("is-busy");
    window.setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  window.addEventListener("pageshow", () => {
    all("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    all(".is-busy").forEach((button) => button.classList.remove("is-busy"));
  });

  /* A closed button says why instead of doing nothing. */
  document.addEventListener("click", (event) => {
    const closed = event.target.closest("[aria-disabled=true]");
    if (!closed) return;
    event.preventDefault();
    const reason = document.getElementById(closed.getAttribute("aria-describedby"));
    if (reason) { reason.tabIndex = -1; reason.focus(); }
  }, true);

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (!button) return;
    button.parentElement.remove();
    document.getElementById("main").focus();
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });

  /* Errors: the summary gets the focus; its links go into the field, not only near it. */
  function focusSummary(root) {
    const summary = root.querySelector("[data-error-summary]");
    if (summary) summary.focus();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a");
    if (!link) return;
    const id = link.hash.slice(1);
    const target = document.getElementById(id) || document.getElementById(id + "_0");
    if (!target) return;
    event.preventDefault();
    const field = target.matches("input, select, textarea, button") ? target
      : target.querySelector("input, select, textarea") || target;
    field.closest("details:not([open])")?.setAttribute("open", "");
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  /* Ctrl+Enter (or Cmd+Enter) sends a form marked data-submit-key. */
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.closest("form[data-submit-key]");
    if (!form) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn-primary[type=submit]") || undefined);
  });

  /* Characters left, for a text with a limit. */
  function counter(field) {
    if (field.dataset.counted) return;
    field.dataset.counted = "yes";
    const line = document.createElement("div");
    line.className = "counter";
    line.setAttribute("aria-hidden", "true");
    field.insertAdjacentElement("afterend", line);
    const show = () => { line.textContent = field.value.length + " / " + field.maxLength; };
    field.addEventListener("input", show);
    show();
  }

  /* A file that is too large is refused before it travels. */
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (!field.dataset || !field.dataset.maxBytes || !field.files) return;
    const tooLarge = field.files[0] && field.files[0].size > Number(field.dataset.maxBytes);
    field.setCustomValidity(tooLarge ? field.dataset.tooLarge : "");
    let line = field.parentElement.querySelector("[data-file-error]");
    if (!line) {
      line = document.createElement("p");
      line.className = "field-error";
      line.dataset.fileError = "";
      line.setAttribute("role", "alert");
      field.insertAdjacentElement("afterend", line);
    }
    line.textContent = tooLarge ? field.dataset.tooLarge : "";
    if (tooLarge) field.value = "";
  });

  /* A passkey that did not work says so on the page, not only in the console. */
  document.addEventListener("allauth.error", () => {
    all("[data-passkey-error]").forEach((line) => { line.textContent = line.dataset.words; });
  });

  function prepare(root) {
    all("textarea[maxlength]", root).forEach(counter);
    focusSummary(root);
  }

  document.addEventListener("htmx:load", (event) => { if (event.detail.elt !== document.body) prepare(event.detail.elt); });
  prepare(document);

  window.portal = { csrfToken: csrfToken, ask: ask };
})();
