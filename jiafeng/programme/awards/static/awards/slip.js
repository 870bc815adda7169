// The code on a slip's QR travels behind the #, which a browser never sends to the server: here it is put into its field.
(function () {
  "use strict";
  const field = document.querySelector("input[name=code]");
  const code = decodeURIComponent(location.hash.slice(1));
  if (field && !field.value && /^[2-9A-Z-]{16,24}$/.test(code)) {
    field.value = code;
    history.replaceState(null, "", location.pathname);
  }
})();
