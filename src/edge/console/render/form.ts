import type { Button, Field, Form } from '../../../domain/card.ts';
import { type Html, html, key } from './html.ts';
import { type Names, visible } from './text.ts';

/** What every form on a page shares. */
export interface Frame {
  names: Names;
  /** Proof that a form came from a page of this session. */
  csrf: string;
  /** A new one-use mark, the same for both clicks of a double click. */
  token(): string;
  /** Path to come back to. */
  here: string;
  /** Incident that a command is about when it names none. */
  incident?: string;
}

/** The fields that every form sends besides its own. */
export function hidden(frame: Frame): Html {
  return html`<input type="hidden" name="csrf" value="${frame.csrf}"><input type="hidden" name="token" value="${frame.token()}"><input type="hidden" name="here" value="${frame.here}">${
    frame.incident !== undefined && html`<input type="hidden" name="incident" value="${frame.incident}">`
  }`;
}

function control(field: Field, id: string): Html {
  const name = `v.${field.name}`;
  const value = field.value ?? '';
  const hint = field.hint === undefined ? false : html` aria-describedby="${id}-hint"`;
  const required = field.required && html` required`;
  switch (field.type) {
    case 'choice':
      return html`<select id="${id}" name="${name}"${required}${hint}>${
        field.value === undefined && html`<option value="">Choose…</option>`
      }${(field.choices ?? []).map(
        (c) =>
          html`<option value="${c.value}"${c.value === field.value && html` selected`}>${visible(c.label)}</option>`,
      )}</select>`;
    case 'many':
      return html`<div id="${id}"${hint}>${(field.choices ?? []).map(
        (c) =>
          html`<label class="tick"><input type="checkbox" name="${name}" value="${c.value}"${value.split(' ').includes(c.value) && html` checked`}> ${visible(c.label)}</label>`,
      )}</div>`;
    case 'long-text':
      return html`<textarea id="${id}" name="${name}" rows="3" maxlength="2000"${required}${hint}>
${value}</textarea>`;
    case 'text':
      return html`<input id="${id}" name="${name}" type="text" maxlength="1000" autocomplete="off" value="${value}"${required}${hint}>`;
  }
}

function row(field: Field, of: string): Html {
  const id = `f-${key(of, field.name)}`;
  return html`<div class="field"><label for="${id}">${visible(field.label)}${
    field.required ? '' : html` <span class="quiet">(optional)</span>`
  }</label>${control(field, id)}${
    field.hint !== undefined && html`<p class="hint" id="${id}-hint">${visible(field.hint)}</p>`
  }</div>`;
}

/** The form itself: submitting it is the command `verb` with the fields as values. */
export function form(of: Form, frame: Frame, style: Button['style'] = 'primary'): Html {
  const ref = of.ref ?? '';
  return html`<form class="fields" method="post" action="/press" data-act>
    ${hidden(frame)}<input type="hidden" name="verb" value="${of.verb}"><input type="hidden" name="ref" value="${ref}"><input type="hidden" name="filled" value="1">
    ${of.fields.map((f) => row(f, `${of.verb}-${ref}`))}
    <button class="button ${style}" type="submit">${visible(of.submit)}</button>
  </form>`;
}

/** A card's own pages are on the web or on this console; nothing else that looks like an address becomes a link. */
function webAddress(href: string): string {
  return /^(https?:\/\/|\/[^/\\])/.test(href) ? href : '/';
}

/** A button carries a verb and an opaque reference; one that asks first opens without any script. */
export function button(of: Button, frame: Frame, about: string): Html {
  const more = html`<span class="vh"> (${visible(about)})</span>`;
  if (of.href !== undefined)
    return html`<a class="button ${of.style}" href="${webAddress(of.href)}">${visible(of.label)}${more}</a>`;
  if (of.form) {
    return html`<details class="ask" data-key="ask-${key(of.verb, of.ref)}">
      <summary class="button ${of.style}">${visible(of.label)}${more}</summary>
      <div class="sheet"><h3>${visible(of.form.title)}</h3>${form(of.form, frame, of.style)}</div>
    </details>`;
  }
  return html`<form class="press" method="post" action="/press" data-act data-key="press-${key(of.verb, of.ref)}">
    ${hidden(frame)}<input type="hidden" name="verb" value="${of.verb}"><input type="hidden" name="ref" value="${of.ref}">
    <button class="button ${of.style}" type="submit">${visible(of.label)}${more}</button>
  </form>`;
}
