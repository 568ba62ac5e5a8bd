// In a frame: tells the page around it how high the view is, whenever that changes, and when that page asks by a 0. Any page may
// embed a view, so any may know its height; nothing else is sent.
{
  const root = document.documentElement;
  const tell = () => parent.postMessage(Math.ceil(root.getBoundingClientRect().height), "*");
  if (parent !== window) {
    new ResizeObserver(tell).observe(root);
    addEventListener("message", ({ data, source }) => source === parent && data === 0 && tell());
  }
}
