// The interface in English or Norwegian: ?lang=nb, or the button; remembered where the browser lets it.
// Before every other script of the audit site, and in START-HERE.html.
"use strict";
{
  const root = document.documentElement;
  const button = document.getElementById("language");
  const english = new Map();
  const remember = (value) => { try { localStorage.setItem("trail-language", value); } catch { /* a private window */ } };
  const remembered = () => { try { return localStorage.getItem("trail-language"); } catch { return null; } };
  const speak = (chosen) => {
    for (const one of document.querySelectorAll("[data-nb]")) {
      if (!english.has(one)) english.set(one, one.textContent);
      one.textContent = chosen === "nb" ? one.dataset.nb : english.get(one);
      if (chosen === "nb") one.lang = "nb"; else one.removeAttribute("lang");
    }
    for (const one of document.querySelectorAll("[data-nb-label]")) {
      if (!english.has(one)) english.set(one, one.getAttribute("aria-label"));
      one.setAttribute("aria-label", chosen === "nb" ? one.dataset.nbLabel : english.get(one));
    }
    root.dataset.ui = chosen;
    button.textContent = chosen === "nb" ? "English" : "Norsk";
    button.lang = chosen === "nb" ? "en" : "nb";
    document.dispatchEvent(new CustomEvent("spoken"));
  };
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked) remember(asked === "nb" ? "nb" : "en");
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = root.dataset.ui === "nb" ? "en" : "nb";
    remember(next);
    speak(next);
  });
  if ((asked ?? remembered()) === "nb") speak("nb"); else root.dataset.ui = "en";
}
