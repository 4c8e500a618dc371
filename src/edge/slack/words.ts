/** What Slack puts between angle brackets when it escapes what a person typed. */
const ESCAPED = /<([^<>]*)>/g;

/**
 * Turns the text that Slack delivers back into what the person typed: `<@U07|bo>` into that person's id, `<#C1|ops>`
 * into `#ops`, `<mailto:a@b|a@b>` and links into their words.
 */
export function typed(text: string, personOf: (user: string) => string | undefined): string {
  return text
    .replace(ESCAPED, (_, inside: string) => {
      const bar = inside.indexOf('|');
      const target = bar < 0 ? inside : inside.slice(0, bar);
      const label = bar < 0 ? '' : inside.slice(bar + 1);
      if (target.startsWith('@')) return personOf(target.slice(1)) ?? target.slice(1);
      if (target.startsWith('#')) return label ? `#${label}` : target;
      if (target.startsWith('!')) return label || `@${target.slice(1)}`;
      return label || target;
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .trim();
}

/**
 * The command in a message that begins by naming the bot. A mention further in is talk about Quell and not a command:
 * `do not @quell approve this` must approve nothing.
 */
export function addressed(text: string, bot: string): string | undefined {
  const start = /^\s*<@([A-Z0-9]+)(?:\|[^<>]*)?>[:,]?/.exec(text);
  return start && start[1] === bot ? text.slice(start[0].length) : undefined;
}
