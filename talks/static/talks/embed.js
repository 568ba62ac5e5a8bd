// Gives frames of Talks the height of what they show: docs/embedding.md
{
  const site = new URL(document.currentScript.src).origin;
  const frames = () => [...document.querySelectorAll(`iframe[src^="${site}/"]`)];
  const read = new WeakSet();
  addEventListener("message", ({ data, origin, source }) => {
    const frame = frames().find((one) => one.contentWindow === source);
    // In a sandbox the origin is "null".
    if (!frame || ![site, "null"].includes(origin) || !Number.isInteger(data) || data < 1) return;
    frame.style.height = `${data}px`;
    // A border may take a part.
    frame.style.height = `${2 * data - frame.clientHeight}px`;
  });
  // A further page begins at its top.
  document.addEventListener("load", ({ target }) => {
    if (!frames().includes(target)) return;
    if (read.has(target) && target.getBoundingClientRect().top < 0) target.scrollIntoView();
    read.add(target);
  }, true);
  for (const one of frames()) one.contentWindow.postMessage(0, "*");
}
