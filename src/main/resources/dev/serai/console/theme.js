// Before the page is painted: the theme that was chosen last, or the one of the system. The style follows data-theme.
(function () {
  "use strict";
  var system = window.matchMedia("(prefers-color-scheme: dark)");

  function chosen() {
    try {
      return localStorage.getItem("serai.theme");
    } catch (e) {
      // a browser that keeps nothing shows the theme of the system
      return null;
    }
  }

  function show() {
    var theme = chosen();
    document.documentElement.dataset.theme =
      theme === "dark" || theme === "light" ? theme : system.matches ? "dark" : "light";
  }

  show();
  system.addEventListener("change", show);
})();
