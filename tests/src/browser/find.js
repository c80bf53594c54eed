// Visible elements of a role in whose text, label or description a name occurs. A superset: the caller asks the
// browser for the accessible name of each.
const [role, name, root] = arguments;
const native = {
  alert: "[role=alert]",
  button: "button,summary,[role=button],input[type=submit],input[type=button]",
  checkbox: "input[type=checkbox],[role=checkbox],[role=switch]",
  dialog: "dialog[open],[role=dialog],[role=alertdialog]",
  field:
    "input:not([type=checkbox],[type=radio],[type=file],[type=submit],[type=button],[type=hidden]),textarea,select,[role=textbox],[role=combobox]",
  file: "input[type=file]",
  group: "fieldset,[role=group],[role=radiogroup]",
  heading: "h1,h2,h3,h4,h5,h6,[role=heading]",
  link: "a[href],[role=link]",
  listitem: "li,[role=listitem]",
  radio: "input[type=radio],[role=radio]",
  region: "section,aside,main,nav,form,[role=region]",
  row: "tr,[role=row]",
  status: "output,[role=status],[role=log]",
};
const squeeze = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const words = (element) =>
  squeeze(
    [
      element.textContent,
      element.getAttribute("aria-label"),
      element.title,
      element.placeholder,
      element.type === "submit" || element.type === "button" ? element.value : "",
      ...(element.getAttribute("aria-labelledby") ?? "").split(/\s+/).map((id) => document.getElementById(id)?.textContent),
      ...Array.from(element.labels ?? [], (label) => label.textContent),
      ...Array.from(element.querySelectorAll("[aria-label],[alt],[title]"), (inner) =>
        [inner.getAttribute("aria-label"), inner.getAttribute("alt"), inner.getAttribute("title")].join(" "),
      ),
      element.querySelector(":scope > legend")?.textContent,
    ].join(" "),
  );
// Files are chosen through a label or a drop zone; the control itself may be too small to be seen.
const seen = (element) => role === "file" || element.checkVisibility({ visibilityProperty: true });
return Array.from((root ?? document).querySelectorAll(native[role] ?? `[role=${role}]`)).filter(
  (element) => seen(element) && !element.closest("[inert]") && words(element).includes(squeeze(name)),
);
