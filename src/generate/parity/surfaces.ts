import type { Command } from '../../command/table.ts';
import type { Card, Form } from '../../domain/card.ts';
import { card as htmlCard } from '../../edge/console/render/card.ts';
import { type Frame, form as htmlForm } from '../../edge/console/render/form.ts';
import { renderCard } from '../../edge/shell/card.ts';
import { draw } from '../../edge/slack/blocks.ts';
import { viewOf } from '../../edge/slack/modal.ts';
import { SHORTCUTS } from '../../edge/slack/shortcuts.ts';
import { draw as drawTeams } from '../../edge/teams/draw.ts';
import { formCard } from '../../edge/teams/form-card.ts';
import { MENU } from '../../edge/teams/manifest.ts';

/** One way in and out of Quell, as the parity table asks it. */
export interface Column {
  name: string;
  /** How a person gives this command; the test beside it delivers each of these ways for real. */
  ways(command: Command): string[];
  /** The card as it leaves Quell, with every word that a person sees. */
  card(card: Card): string;
  /** The form as a person fills it in; undefined where one types instead. */
  form(form: Form): string | undefined;
  /** What takes the place of a form, where there is none. */
  typed?: string;
}

const CONSOLE = 'https://quell.example.com';

const frame: Frame = { names: (id) => id, csrf: 'csrf', token: () => 'token', here: '/' };

const slack: Column = {
  name: 'Slack',
  ways: ({ verb }) => [
    `\`/quell ${verb}\``,
    `\`@Quell ${verb}\``,
    ...SHORTCUTS.filter((s) => 'verb' in s && s.verb === verb).map((s) => `shortcut “${s.name}”`),
  ],
  card: (card) => {
    const { text, blocks } = draw(card, { mention: () => undefined, consoleUrl: CONSOLE });
    return JSON.stringify({ text, blocks });
  },
  form: (form) => JSON.stringify(viewOf(form, {})),
};

const teams: Column = {
  name: 'Teams',
  ways: ({ verb }) => [
    `\`@Quell ${verb}\``,
    `\`${verb}\` in its own chat`,
    ...MENU.filter((shown) => shown === verb).map(() => 'its menu behind `/` (preview)'),
  ],
  card: (card) => {
    const { summary, attachment } = drawTeams(card, { mention: () => undefined, consoleUrl: CONSOLE });
    return JSON.stringify({ summary, ...attachment.content });
  },
  form: (form) => JSON.stringify(formCard(form).content),
};

const console: Column = {
  name: 'Console',
  ways: ({ verb }) => [`\`${verb}\` in its input line`],
  card: (card) => htmlCard(card, frame).text,
  form: (form) => htmlForm(form, frame).text,
};

const shell: Column = {
  name: 'Shell',
  ways: ({ verb }) => [`\`quell ${verb}\``],
  card: renderCard,
  form: () => undefined,
  typed: '`name=value`',
};

/** In the order of the table. */
export const COLUMNS: readonly Column[] = [slack, teams, console, shell];
