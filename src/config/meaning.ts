import { consoleProblems } from './console.ts';
import { escalationProblems, glassProblems } from './escalation.ts';
import { tooFewMembers } from './members.ts';
import type { Problem } from './problem.ts';
import type { QuellFile } from './schema.ts';
import { targetProblems } from './target.ts';
import { pathText, shown } from './words.ts';
import type { Path, Source } from './yaml.ts';

/** What is wrong although every field fits by itself: doubles, quorums that nobody can meet, names that lead nowhere. */
export function meaningProblems(settings: QuellFile, source: Source): Problem[] {
  return [
    ...doubles(settings, source),
    ...reserved(settings, source),
    ...quorums(settings, source),
    ...escalationProblems(settings, source),
    ...glassProblems(settings, source),
    ...slackPort(settings, source),
    ...consoleProblems(settings, source),
    ...groupsOfNoChat(settings, source),
    ...targetProblems(settings, source),
  ];
}

function doubles(settings: QuellFile, source: Source): Problem[] {
  const { people, aws, gcp, azure } = settings;
  const subscriptions = azure?.tenants.flatMap((t, i) =>
    t.subscriptions.map((s, j) => ({ path: ['azure', 'tenants', i, 'subscriptions', j, 'id'], value: s.id })),
  );
  const ids = (section: string, list: string, items: readonly { id: string }[] = []) =>
    items.map((item, i) => ({ path: [section, list, i, 'id'] as Path, value: item.id }));
  const people_ = (field: 'id' | 'slack' | 'teams' | 'login' | 'subject') =>
    people.flatMap((p, i) => (p[field] === undefined ? [] : [{ path: ['people', i, field], value: p[field] }]));
  return [
    people_('id'),
    people_('slack'),
    people_('teams'),
    people_('login'),
    people_('subject'),
    ids('aws', 'accounts', aws?.accounts),
    ids('gcp', 'projects', gcp?.projects),
    ids('azure', 'tenants', azure?.tenants),
    subscriptions ?? [],
  ].flatMap((list) => repeated(list, source));
}

function repeated(list: readonly { path: Path; value: string }[], source: Source): Problem[] {
  const first = new Map<string, Path>();
  return list.flatMap(({ path, value }) => {
    const before = first.get(value);
    if (!before) {
      first.set(value, path);
      return [];
    }
    const message = `\`${pathText(path)}\` is ${shown(value)}, as \`${pathText(before)}\` already is.`;
    return [{ message, fix: 'Give each its own, or remove one.', at: source.at(path) }];
  });
}

// The record signs what Quell does by itself with this name.
function reserved(settings: QuellFile, source: Source): Problem[] {
  return settings.people.flatMap((person, i) =>
    person.id === 'quell'
      ? [{ message: 'No person can be called `quell`.', fix: 'Choose another id.', at: source.at(['people', i, 'id']) }]
      : [],
  );
}

function quorums(settings: QuellFile, source: Source): Problem[] {
  return (['contain', 'release', 'early_release'] as const).flatMap((floor) =>
    tooFewMembers(settings.people, settings.approvals[floor], settings.groups).map(({ index, message, fix }) => {
      return { message, fix, at: source.at(['approvals', floor, index]) };
    }),
  );
}

function slackPort(settings: QuellFile, source: Source): Problem[] {
  if (settings.slack?.mode !== 'http' || settings.slack.port !== undefined) return [];
  const message = '`slack.port` is missing, and `http` needs it.';
  return [{ message, fix: 'Add the port that Slack’s requests arrive at.', at: source.at(['slack', 'mode']) }];
}

function groupsOfNoChat(settings: QuellFile, source: Source): Problem[] {
  if (settings.slack) return [];
  return Object.keys(settings.groups).map((name) => {
    const message = `\`groups.${name}\` is read from Slack, and Slack is not configured.`;
    return {
      message,
      fix: 'Add the section `slack`, or name the members under `people`.',
      at: source.at(['groups', name]),
    };
  });
}
