/**
 * A browser whose network changes while a page loads (a phone that leaves the Wi-Fi, a machine on which a container starts) drops what is
 * on its way, and does not ask for a script again. The page would then look whole and answer nothing. This stands inline at the top
 * of each page, in the browser's own words, because it must be there before any file is: it asks again, up to four times, and keeps
 * the loader from hearing of the failure until the last one.
 */
export const askAgainForLostScripts = `(() => {
  const waits = [100, 500, 2000, 6000];
  addEventListener('error', (event) => {
    const lost = event.target;
    const isScript = lost instanceof HTMLScriptElement;
    if (!isScript && !(lost instanceof HTMLLinkElement && lost.rel === 'stylesheet')) return;
    if (!(isScript ? lost.src : lost.href).startsWith(location.origin + '/_next/')) return;
    const tries = Number(lost.dataset.tries || 0);
    if (tries >= waits.length) return;
    event.stopImmediatePropagation();
    setTimeout(() => {
      const again = document.createElement(isScript ? 'script' : 'link');
      for (const name of isScript ? ['src'] : ['rel', 'href']) again.setAttribute(name, lost.getAttribute(name));
      again.nonce = lost.nonce;
      again.dataset.tries = tries + 1;
      again.onload = lost.onload;
      again.onerror = lost.onerror;
      document.head.append(again);
    }, waits[tries]);
  }, true);
})();`;
