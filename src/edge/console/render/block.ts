import { CLOUD_NAMES } from '../../../domain/action.ts';
import type { Block, StepLine } from '../../../domain/card.ts';
import { type Html, html } from './html.ts';
import { icon } from './icon.ts';
import { stepState } from './state.ts';
import { type Names, text, visible } from './text.ts';

function step(line: StepLine, names: Names): Html {
  return html`<li class="step">
    <span class="cloud">${CLOUD_NAMES[line.cloud]}</span>
    <span class="what">${visible(line.title)}${line.note && html`<span class="note-line">${text(line.note, names)}</span>`}</span>
    ${line.state && stepState(line.state)}
  </li>`;
}

/** A column that shows what was, or what will be, is drawn so; every other one is plain. */
function columnClass(column: string): string {
  const word = column.trim().toLowerCase();
  return word === 'before' || word === 'after' ? word : 'plain';
}

function table(columns: string[], rows: string[][]): Html {
  const label = columns.map(visible).join(', ');
  return html`<div class="scroll" role="group" tabindex="0" aria-label="Table: ${label}"><table>
    <thead><tr>${columns.map((c) => html`<th scope="col">${visible(c)}</th>`)}</tr></thead>
    <tbody>${rows.map(
      (row) =>
        html`<tr>${row.map(
          (cell, i) =>
            html`<td class="${columnClass(columns[i] ?? '')}" data-column="${visible(columns[i] ?? '')}">${visible(cell)}</td>`,
        )}</tr>`,
    )}</tbody>
  </table></div>`;
}

/** One block of a card. Everything in it is data and stays text. */
export function block(of: Block, names: Names): Html {
  switch (of.block) {
    case 'text':
      return html`<p class="text">${text(of.text, names)}</p>`;
    case 'warning':
      return html`<p class="warn">${icon('warn')}<span><span class="vh">Warning: </span>${text(of.text, names)}</span></p>`;
    case 'facts':
      return html`<dl class="facts">${of.facts.map(
        (f) => html`<div><dt>${visible(f.label)}</dt><dd>${text(f.value, names)}</dd></div>`,
      )}</dl>`;
    case 'stage':
      return html`<section class="stage">
        <h3>${visible(of.title)}</h3>${of.needs !== '' && html`<p class="needs">${visible(of.needs)}</p>`}
        <ul class="steps">${of.steps.map((s) => step(s, names))}</ul>
      </section>`;
    case 'list':
      return html`<section class="list">${of.title !== '' && html`<h3>${visible(of.title)}</h3>`}
        <ul>${of.items.map((item) => html`<li>${text(item, names)}</li>`)}</ul></section>`;
    case 'code':
      return html`<pre tabindex="0"><code>${visible(of.text)}</code></pre>`;
    case 'table':
      return table(of.columns, of.rows);
  }
}
