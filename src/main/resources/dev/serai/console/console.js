// What the pages of the console do in the browser beside htmx. No text of an event is ever written as HTML here.
(function () {
  "use strict";

  var storage = {
    set: function (key, value) {
      try {
        localStorage.setItem(key, value);
      } catch (e) {
        // a browser that keeps nothing forgets the choice
      }
    }
  };

  // ---- times in the zone of the browser, UTC on hover
  var formats = {
    time: new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    day: new Intl.DateTimeFormat(undefined, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    year: new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" })
  };

  function localTimes(root) {
    var now = new Date();
    root.querySelectorAll("time[datetime]:not([title])").forEach(function (each) {
      var time = new Date(each.getAttribute("datetime"));
      if (isNaN(time)) {
        return;
      }
      var format = time.toDateString() === now.toDateString() ? formats.time
        : time.getFullYear() === now.getFullYear() ? formats.day : formats.year;
      each.title = each.getAttribute("datetime") + " (UTC)";
      each.textContent = format.format(time);
    });
    root.querySelectorAll("input[type=datetime-local][data-instant]").forEach(function (each) {
      if (!each.value && each.dataset.instant) {
        var at = new Date(each.dataset.instant);
        each.value = new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
      }
    });
  }

  // a field shows the time of the browser's zone, and the form sends the instant
  document.addEventListener("htmx:configRequest", function (event) {
    var form = event.detail.elt.closest ? event.detail.elt.closest("form") : null;
    if (!form) {
      return;
    }
    form.querySelectorAll("input[type=datetime-local][name]").forEach(function (each) {
      if (each.value) {
        event.detail.parameters[each.name] = new Date(each.value).toISOString();
      }
    });
  });

  // ---- notices
  function notice(text, kind) {
    var box = document.getElementById("notices");
    var entry = document.createElement("div");
    entry.className = "notice " + kind;
    var words = document.createElement("span");
    words.textContent = text;
    var close = document.createElement("button");
    close.type = "button";
    close.className = "plain";
    close.setAttribute("aria-label", "Close this notice");
    close.textContent = "×";
    close.addEventListener("click", function () { entry.remove(); });
    entry.append(words, close);
    box.append(entry);
    if (kind === "good") {
      setTimeout(function () { entry.remove(); }, 6000);
    }
  }

  // the event is one of the target; what has asked stands beside it
  function sender(event) {
    return event.detail.requestConfig ? event.detail.requestConfig.elt : event.target;
  }

  document.addEventListener("htmx:beforeSwap", function (event) {
    var status = event.detail.xhr.status;
    if (status >= 400 && !sender(event).closest("[data-shows-problems]")) {
      var page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
      notice((page.body.textContent || "").trim() || "Serai answers " + status, "bad");
      event.detail.shouldSwap = false;
    } else if (status >= 400) {
      event.detail.shouldSwap = true;
    }
  });
  document.addEventListener("htmx:sendError", function () {
    notice("Serai does not answer. It may be restarting; try again.", "bad");
  });

  // ---- dialogs, copies, the theme
  document.addEventListener("click", function (event) {
    var opens = event.target.closest("[data-opens]");
    if (opens) {
      var dialog = document.getElementById(opens.dataset.opens);
      if (dialog && !dialog.open) {
        dialog.showModal();
      }
      return;
    }
    var closes = event.target.closest("[data-closes]");
    if (closes) {
      closes.closest("dialog").close();
      return;
    }
    var copies = event.target.closest("[data-copies]");
    if (copies) {
      var source = document.getElementById(copies.dataset.copies);
      copy(source.textContent).then(function () { notice("Copied.", "good"); }, function () {
        notice("The browser does not let the page copy. Select the text instead.", "bad");
      });
      return;
    }
    var range = event.target.closest("[data-range]");
    if (range) {
      range.parentElement.querySelectorAll("[data-range]").forEach(function (each) {
        each.setAttribute("aria-pressed", String(each === range));
      });
      document.querySelectorAll("[data-plot]").forEach(function (box) {
        box.dataset.plot = box.dataset.plot.replace(/range=[a-z]+/, "range=" + range.dataset.range);
        draw(box);
      });
      return;
    }
    if (event.target.closest("[data-theme-toggle]")) {
      var dark = document.documentElement.dataset.theme === "dark";
      document.documentElement.dataset.theme = dark ? "light" : "dark";
      storage.set("serai.theme", document.documentElement.dataset.theme);
      document.querySelectorAll("[data-plot]").forEach(draw);
    }
  });
  document.addEventListener("htmx:afterRequest", function (event) {
    var dialog = event.detail.elt.closest ? event.detail.elt.closest("dialog") : null;
    if (dialog && event.detail.successful && event.detail.elt.matches("form[data-done-closes]")) {
      dialog.close();
    }
  });

  function copy(text) {
    if (navigator.clipboard) {
      return navigator.clipboard.writeText(text);
    }
    var area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    var done = document.execCommand("copy");
    area.remove();
    return done ? Promise.resolve() : Promise.reject(new Error("copy"));
  }

  // ---- keyboard: g and a letter goes to a page, / to the first filter, j and k along a list
  var going = false;
  document.addEventListener("keydown", function (event) {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.target.closest("input, textarea, select, dialog")) {
      // out of a field of the page, so that the other keys work again
      if (event.key === "Escape" && !event.target.closest("dialog")) {
        event.target.blur();
      }
      return;
    }
    if (going) {
      going = false;
      var entry = document.querySelector('.nav a[data-key="' + CSS.escape(event.key) + '"]');
      if (entry) {
        event.preventDefault();
        entry.click();
      }
    } else if (event.key === "g") {
      going = true;
      setTimeout(function () { going = false; }, 1500);
    } else if (event.key === "/") {
      var field = document.querySelector("main input:not([type=hidden]), main select");
      if (field) {
        event.preventDefault();
        field.focus();
      }
    } else if (event.key === "j" || event.key === "k") {
      var rows = Array.from(document.querySelectorAll("main tbody a[data-row]"));
      var at = rows.indexOf(document.activeElement);
      var next = rows[event.key === "j" ? at + 1 : at - 1];
      if (next) {
        next.focus();
      }
    } else if (event.key === "?") {
      var keys = document.getElementById("keys");
      if (keys) {
        keys.showModal();
      }
    }
  });

  // ---- the focus: a dialog that has done its work gives it back, and a row whose button is gone takes it
  var left = null;

  document.addEventListener("htmx:beforeSwap", function (event) {
    var dialog = sender(event).closest("dialog[open]");
    if (dialog && event.detail.xhr.status < 400 && event.detail.target.contains(dialog)) {
      dialog.close();
    }
    var active = document.activeElement;
    var row = event.detail.target.contains(active) ? active.closest("tr[id]") : null;
    left = row ? row.id : null;
  });
  document.addEventListener("htmx:afterSwap", function () {
    var row = left && document.activeElement === document.body ? document.getElementById(left) : null;
    left = null;
    if (row && row.querySelector("a[data-row]")) {
      row.querySelector("a[data-row]").focus({ preventScroll: true });
    }
  });

  // ---- lists that grow: shown anew, unless a person is in the middle of one
  var told = {};

  function leftAlone(list) {
    // htmx gives the focus back to what has an id
    var focused = list.contains(document.activeElement) && !document.activeElement.id;
    var alone = focused || list.querySelector("dialog[open]") || list.dataset.grown;
    var mark = document.querySelector("[data-live]");
    if (mark) {
      mark.hidden = !alone;
    }
    return alone;
  }

  document.addEventListener("htmx:sseMessage", function (event) {
    var topic = event.detail.type;
    var value = event.detail.data;
    var changed = told[topic] !== value;
    told[topic] = value;
    if (!changed) {
      return;
    }
    document.querySelectorAll('[data-refreshes="' + CSS.escape(topic) + '"]').forEach(function (list) {
      var part = list.querySelector("[hx-trigger='serai-refresh']");
      if (part && !leftAlone(list)) {
        htmx.trigger(part, "serai-refresh");
      }
    });
  });
  // the person may have begun after the list was asked for
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (sender(event).matches("[hx-trigger='serai-refresh']") && leftAlone(event.detail.target)) {
      event.detail.shouldSwap = false;
    }
  });
  document.addEventListener("htmx:afterSwap", function (event) {
    var part = event.target;
    var list = part.closest ? part.closest("[data-refreshes]") : null;
    if (list && event.detail.target === list) {
      delete list.dataset.grown;
    } else if (list && part.matches("tr")) {
      // older rows were added, which a new list would not have
      list.dataset.grown = "true";
    }
    var query = document.querySelector("#rows [data-query]");
    var csv = document.querySelector("[data-csv]");
    if (query && csv) {
      csv.setAttribute("href", "/console/events.csv?" + query.dataset.query);
    }
  });

  // ---- plots
  var drawn = new Map();

  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  }

  function palette(index) {
    return ["--accent", "--info", "--good", "--warn", "--bad", "--soft"].map(colour)[index % 6];
  }

  // Each plot names the JSON it shows and the members of it: [{"label": "new", "values": [...]}, ...]
  function draw(box) {
    fetch(box.dataset.plot, { headers: { Accept: "application/json" }, credentials: "same-origin" }).then(function (answer) {
      return answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)));
    }).then(function (found) {
      var old = drawn.get(box);
      if (old) {
        old.destroy();
      }
      box.textContent = "";
      if (!found.at.length || !found.series.length) {
        var none = document.createElement("p");
        none.className = "soft small";
        none.textContent = "Nothing yet.";
        box.append(none);
        return;
      }
      var axis = { stroke: colour("--soft"), grid: { stroke: colour("--line"), width: 1 }, ticks: { stroke: colour("--line") } };
      var plot = new uPlot({
        width: Math.max(240, box.clientWidth),
        height: 170,
        cursor: { y: false },
        legend: { live: true },
        scales: { x: { time: true }, y: { range: function (u, low, high) { return [0, high > 0 ? high * 1.1 : 1]; } } },
        axes: [axis, Object.assign({ size: 56 }, axis)],
        series: [{}].concat(found.series.map(function (each, index) {
          return { label: each.label, stroke: palette(index), width: 1.5, points: { show: found.at.length < 3 } };
        }))
      }, [found.at].concat(found.series.map(function (each) { return each.values; })), box);
      drawn.set(box, plot);
    }).catch(function () {
      box.textContent = "The plot cannot be shown.";
    });
  }

  window.addEventListener("resize", function () {
    drawn.forEach(function (plot, box) {
      if (box.isConnected) {
        plot.setSize({ width: Math.max(240, box.clientWidth), height: 170 });
      } else {
        plot.destroy();
        drawn.delete(box);
      }
    });
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", function () {
    document.querySelectorAll("[data-plot]").forEach(draw);
  });
  setInterval(function () {
    if (!document.hidden) {
      document.querySelectorAll("[data-plot]").forEach(draw);
    }
  }, 60000);

  document.addEventListener("DOMContentLoaded", function () {
    localTimes(document);
    document.querySelectorAll("[data-plot]").forEach(draw);
  });
  document.addEventListener("htmx:load", function (event) {
    localTimes(event.detail.elt);
    event.detail.elt.querySelectorAll("[data-plot]").forEach(function (box) {
      if (!drawn.has(box)) {
        draw(box);
      }
    });
  });

  // ---- the stream ends with its page, and a page that the browser brings back is loaded anew
  var streams = [];

  htmx.createEventSource = function (url) {
    var stream = new EventSource(url);
    streams.push(stream);
    return stream;
  };
  window.addEventListener("pagehide", function () {
    streams.forEach(function (stream) { stream.close(); });
  });
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      location.reload();
    }
  });
})();
