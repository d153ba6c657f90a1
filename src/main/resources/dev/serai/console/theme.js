// Before the page is painted: the theme that was chosen last, or the one of the system.
(function () {
  "use strict";
  var chosen = null;
  try {
    chosen = localStorage.getItem("serai.theme");
  } catch (e) {
    // a browser that keeps nothing shows the theme of the system
  }
  if (chosen === "dark" || chosen === "light") {
    document.documentElement.dataset.theme = chosen;
  }
})();
