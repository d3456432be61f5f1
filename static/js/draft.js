/* Drafts: says whether what was typed is saved, and never lets go of it.

   A form with data-autosave posts by htmx as one types; its line [data-draft-status] tells saving, saved or not saved.
   What starts it is the event draft:save (hx-trigger="draft:save"). The server answers 204 (saved), 409 with a page part to choose from (a newer version is stored), 422 (refused), or,
   for a session that ended, a redirect to the sign-in page, 401 or 403. */
(function () {
  "use strict";

  const statusOf = (form) => form && (form.querySelector("[data-draft-status]")
    || (form.id && document.querySelector('[data-draft-status][data-draft-for="' + form.id + '"]')));
  const formOf = (element) => element.closest("[data-autosave]");
  const dirty = new Set();   // holds text that is nowhere but on this page
  const unsent = new Set();  // could not be sent: to be tried again

  function show(form, state) {
    const line = statusOf(form);
    if (!line) return;
    const words = line.querySelector("[data-draft-words]") || line;
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "numeric", minute: "2-digit" });
    words.textContent = line.dataset[state] + (state === "saved" ? " " + time : "");
    line.classList.toggle("is-saved", state === "saved");
    line.classList.toggle("is-failed", state === "failed" || state === "refused");
  }

  function askToSignIn() {
    const dialog = document.getElementById("session-dialog");
    if (dialog && dialog.showModal && !dialog.open) dialog.showModal();
  }

  const isSignIn = (address) => /\/(login|reauthenticate)\/?(\?|$)/.test(address || "");

  const sessionEnded = (xhr) => [401, 403].includes(xhr.status) || isSignIn(xhr.responseURL)
    || isSignIn(xhr.getResponseHeader("HX-Redirect"));

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (form) show(form, "saving");
  });

  /* The session ended: keep the page and its text, whatever the answer holds. */
  document.addEventListener("htmx:beforeOnLoad", (event) => {
    if (!sessionEnded(event.detail.xhr)) return;
    event.preventDefault();
    const form = formOf(event.detail.elt);
    if (form) { unsent.add(form); show(form, "failed"); }
    askToSignIn();
  });

  /* A conflict (409) and a refusal (422) carry words to show. */
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });

  document.addEventListener("htmx:afterRequest", (event) => {
    const form = formOf(event.detail.elt);
    if (!form || sessionEnded(event.detail.xhr)) return;
    if ([409, 422].includes(event.detail.xhr.status)) {
      unsent.delete(form);
      show(form, "refused");
    } else if (event.detail.successful) {
      dirty.delete(form);
      unsent.delete(form);
      show(form, "saved");
    } else {
      unsent.add(form);
      show(form, "failed");
    }
  });

  /* What could not be sent is tried again: when the connection or the reader comes back, and every ten seconds. */
  function retry() {
    if (!navigator.onLine) return;
    unsent.forEach((form) => {
      if (form.isConnected) window.htmx.trigger(form, "draft:save");
      else unsent.delete(form);
    });
  }
  window.setInterval(retry, 10000);
  window.addEventListener("focus", retry);

  const notice = document.querySelector("[data-offline-notice]");
  function connection() {
    if (notice) notice.hidden = navigator.onLine;
    if (navigator.onLine) retry();
  }
  window.addEventListener("online", connection);
  window.addEventListener("offline", connection);
  connection();

  /* Saves a second after the last key, and every four seconds while someone goes on typing. */
  const timers = new WeakMap();

  function saveSoon(form) {
    const timer = timers.get(form) || { first: Date.now(), id: 0 };
    window.clearTimeout(timer.id);
    timer.id = window.setTimeout(() => {
      timers.delete(form);
      if (form.isConnected) window.htmx.trigger(form, "draft:save");
    }, Math.max(0, Math.min(1000, timer.first + 4000 - Date.now())));
    timers.set(form, timer);
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest && event.target.closest("form[data-guard], [data-autosave]");
    if (!form) return;
    dirty.add(form);
    if (form.hasAttribute("data-autosave")) saveSoon(form);
  });

  /* Text that is nowhere but on this page: ask before leaving it. */
  document.addEventListener("submit", (event) => {
    [dirty, unsent].forEach((set) => set.forEach((form) => { if (event.target.contains(form)) set.delete(form); }));
  });
  window.addEventListener("beforeunload", (event) => {
    if (Array.from(dirty).some((form) => form.isConnected)) event.preventDefault();
  });
})();
