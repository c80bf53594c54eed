// Whether the page has all that it is going to show.
return document.querySelector("main:not([aria-busy]) h1") !== null && document.querySelector(".skeleton") === null;
