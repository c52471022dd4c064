// The marked span, for links that come without the fragment.
document.getElementById("span")?.scrollIntoView({ block: "center" });
