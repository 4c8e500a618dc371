/**
 * Brings an element of the page into the shape of a new one and keeps every element that stayed: the focus, the text
 * that somebody is typing and what they opened survive a change around them.
 */

const keyOf = (node) => (node.nodeType === 1 ? node.dataset.key || node.id || '' : '');

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && keyOf(a) === keyOf(b);
}

function morphAttributes(from, to) {
  for (const { name } of [...from.attributes]) {
    // What a reader opened stays open.
    if (!to.hasAttribute(name) && !(from.nodeName === 'DETAILS' && name === 'open')) from.removeAttribute(name);
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value) from.setAttribute(name, value);
  }
}

function morphChildren(from, to) {
  let at = from.firstChild;
  for (const wanted of [...to.childNodes]) {
    let match = at;
    while (match && !alike(match, wanted)) match = match.nextSibling;
    // Without a key, an element further down is a different one that only looks alike.
    if (match && match !== at && !keyOf(wanted)) match = null;
    if (!match) {
      from.insertBefore(document.importNode(wanted, true), at);
      continue;
    }
    // Moving an element drops its focus, so what stands before it goes instead, unless it is wanted later.
    while (at !== match) {
      const next = at.nextSibling;
      const later = keyOf(at) && [...to.childNodes].some((node) => alike(node, at));
      if (later) from.append(at);
      else at.remove();
      at = next;
    }
    at = match.nextSibling;
    morph(match, wanted);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

export function morph(from, to) {
  if (from.nodeType !== 1) {
    if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
    return;
  }
  if (from.isEqualNode(to)) return;
  morphAttributes(from, to);
  // What is typed or chosen is not markup; only its surroundings change.
  if (from.nodeName === 'TEXTAREA' || from.nodeName === 'SELECT') return;
  morphChildren(from, to);
}
