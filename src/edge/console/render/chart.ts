import { CLOUD_NAMES } from '../../../domain/action.ts';
import type { Bin, Chart, Lane, LaneState } from './chart-data.ts';
import { type Html, html } from './html.ts';
import { type IconName, icon } from './icon.ts';
import { clock, visible } from './text.ts';

const WIDTH = 600;
const HEIGHT = 56;
const MIDDLE = HEIGHT / 2;

const at = (ms: number) => clock(new Date(ms).toISOString());

const STATES: Record<LaneState['state'], { word: string; icon: IconName; tone: string }> = {
  none: { word: 'no call of the attacker yet', icon: 'ring', tone: 'neutral' },
  in: { word: 'the attacker gets in, last at', icon: 'cross', tone: 'bad' },
  'in-again': { word: 'the attacker got in again at', icon: 'cross', tone: 'bad' },
  refused: { word: 'refused since', icon: 'half', tone: 'busy' },
  contained: { word: 'proven contained at', icon: 'check', tone: 'good' },
};

function bars(lane: Lane, most: number): Html[] {
  const step = WIDTH / lane.bins.length;
  const wide = Math.max(step - 1.5, 1).toFixed(2);
  const size = (count: number) => (count === 0 ? 0 : Math.max((count / most) * (MIDDLE - 3), 3));
  return lane.bins.flatMap((bin, i) => {
    const x = (i * step).toFixed(2);
    const [up, down] = [size(bin.allowed), size(bin.refused)];
    return [
      ...(up
        ? [
            html`<rect class="allowed" x="${x}" y="${(MIDDLE - 1 - up).toFixed(2)}" width="${wide}" height="${up.toFixed(2)}"/>`,
          ]
        : []),
      ...(down
        ? [html`<rect class="refused" x="${x}" y="${MIDDLE + 1}" width="${wide}" height="${down.toFixed(2)}"/>`]
        : []),
    ];
  });
}

function drawing(lane: Lane, chart: Chart, most: number): Html {
  const x = (ms: number) => (((ms - chart.fromMs) / (chart.toMs - chart.fromMs)) * WIDTH).toFixed(2);
  const line = (kind: string, ms: number) =>
    html`<line class="${kind}" x1="${x(ms)}" x2="${x(ms)}" y1="0" y2="${HEIGHT}" vector-effect="non-scaling-stroke"/>`;
  return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true" focusable="false">
    <line class="zero" x1="0" x2="${WIDTH}" y1="${MIDDLE}" y2="${MIDDLE}" vector-effect="non-scaling-stroke"/>
    ${bars(lane, most)}${chart.approvals.map((a) => line('approved', a.realMs))}${
      lane.containedMs !== undefined && line('proven', lane.containedMs)
    }</svg>`;
}

function laneRow(lane: Lane, chart: Chart, most: number): Html {
  const { word, icon: name, tone } = STATES[lane.state.state];
  const cloud = CLOUD_NAMES[lane.cloud];
  return html`<li data-key="lane-${lane.cloud}" data-say="${cloud}: ${word.replace(/ (at|since|, last at)$/, '')}">
    <p class="lane"><strong>${cloud}</strong> <span class="state ${tone}">${icon(name)}<span>${word}${
      lane.state.state !== 'none' && html` ${at(lane.state.sinceMs)}`
    }</span></span></p>
    ${drawing(lane, chart, most)}</li>`;
}

function said(bin: Bin): string {
  const words = [bin.allowed > 0 && `${bin.allowed} allowed`, bin.refused > 0 && `${bin.refused} refused`].filter(
    Boolean,
  );
  return words.join(', ') || 'none';
}

function table(chart: Chart): Html {
  const rows = (chart.lanes[0]?.bins ?? [])
    .map((_, i) => i)
    .filter((i) => chart.lanes.some((l) => l.bins[i]!.allowed + l.bins[i]!.refused > 0));
  return html`<details class="alternative" data-key="chart-table"><summary>The same as a table</summary>
    <div class="scroll" role="group" tabindex="0" aria-label="Calls of the attackers as a table"><table>
      <thead><tr><th scope="col">From</th>${chart.lanes.map((l) => html`<th scope="col">${CLOUD_NAMES[l.cloud]}</th>`)}</tr></thead>
      <tbody>${rows.map(
        (i) =>
          html`<tr><th scope="row">${at(chart.fromMs + i * chart.binMs)}</th>${chart.lanes.map((l) => html`<td>${said(l.bins[i]!)}</td>`)}</tr>`,
      )}</tbody></table></div></details>`;
}

function moments(chart: Chart): Html {
  const proven = chart.lanes.flatMap((l) =>
    l.containedMs === undefined ? [] : [{ cloud: l.cloud, ms: l.containedMs }],
  );
  return html`<ul class="moments">${chart.approvals.map((a) => html`<li><span class="key approved"></span>${at(a.realMs)} ${visible(a.summary)}</li>`)}${proven.map(
    (p) => html`<li><span class="key proven"></span>${at(p.ms)} ${CLOUD_NAMES[p.cloud]} proven contained</li>`,
  )}</ul>`;
}

/** What the attackers' own calls came to, a lane a cloud: above the line they got in, below it they were refused. */
export function chart(of: Chart): Html {
  const most = Math.max(1, ...of.lanes.flatMap((l) => l.bins.flatMap((b) => [b.allowed, b.refused])));
  return html`<section class="panel chart" aria-labelledby="chart-title">
    <h2 id="chart-title">The attackers’ calls</h2>
    <p class="legend"><span><span class="key allowed"></span>above the line: allowed</span> <span><span class="key refused"></span>below: refused</span></p>
    <ul class="lanes">${of.lanes.map((l) => laneRow(l, of, most))}</ul>
    <p class="axis"><span>${at(of.fromMs)}</span><span>each bar ${of.binMs / 1000} s</span><span>${at(of.toMs)}</span></p>
    ${moments(of)}${table(of)}</section>`;
}
