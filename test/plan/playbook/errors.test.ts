import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/domain/fault.ts';
import { lintPlaybook, parsePlaybook } from '../../../src/plan/playbook/parse.ts';
import { REGISTRY } from './registry.ts';

const FILE = 'playbooks/test/playbook.yaml';

/** A sound playbook, a line each, so that a case can replace one and point at it. */
const SOUND = [
  'id: test', //                                             1
  'title: Test', //                                          2
  'describe: For tests.', //                                 3
  'clouds: [aws]', //                                        4
  'inputs:', //                                              5
  '  identity: { type: identity, describe: Who. }', //       6
  '  loud: { type: boolean, describe: Loud?, default: no }', // 7 (replaced below: YAML 1.2 knows no `no`)
  '  names: { type: string, describe: Names. }', //          8
  'stages:', //                                              9
  '  - id: stop', //                                         10
  '    title: Stop it', //                                   11
  '    steps:', //                                           12
  '      - id: one', //                                      13
  '        action: aws.test.all-types', //                   14
  '        when: has(inputs.identity.aws)', //               15
  '        with:', //                                        16
  '          account: ${ inputs.identity.aws.account }', //  17
];
SOUND[6] = '  loud: { type: boolean, describe: Loud?, default: false }';

/** The sound playbook with some lines (one-based) replaced or added. */
function written(changes: { [line: number]: string | string[] }): string {
  return SOUND.flatMap((line, index) => changes[index + 1] ?? line).join('\n') + '\n';
}

function lint(text: string): string[] {
  return lintPlaybook(text, FILE, REGISTRY).map((f) => `${f.code} ${f.at?.line}:${f.at?.column}`);
}

function one(text: string): Fault {
  const faults = lintPlaybook(text, FILE, REGISTRY);
  expect(faults.map((f) => `${f.code}: ${f.message}`)).toHaveLength(1);
  return faults[0]!;
}

test('a sound playbook has no errors', () => {
  expect(lint(written({}))).toEqual([]);
});

const last = (...lines: string[]) => ({ 17: [SOUND[16]!, ...lines] });

describe.each<[string, string, string, RegExp, RegExp?]>([
  // What it is                     text                                          code and place                      message                        fix
  ['an empty file', '', 'playbook.value 1:1', /A playbook does not fit/],
  ['a file that is a list', '- a\n', 'playbook.value 1:1', /A playbook does not fit/],
  ['YAML that does not parse', 'id: test\ntitle: "open\n', 'playbook.yaml 3:1', /not valid YAML/],
  ['a tab for indentation', 'id: test\ninputs:\n\tx: 1\n', 'playbook.yaml 3:1', /not valid YAML/],
  [
    'two documents',
    `${written({})}---\nid: two\n`,
    'playbook.several-documents 18:1',
    /several documents/,
    /file of its own/,
  ],
  [
    'a key that stands twice',
    written({ 3: ['describe: A.', 'title: Again'] }),
    'playbook.duplicate-key 4:1',
    /second time/,
  ],
  ['an anchor', written({ 2: 'title: &t Test' }), 'playbook.yaml 2:8', /anchor/, /Write the value out/],
  ['an alias', written({ 2: 'title: *t' }), 'playbook.yaml 2:8', /alias/],
  ['a tag', written({ 2: 'title: !!binary aGk=' }), 'playbook.yaml 2:8', /a tag/],
  ['an explicit key', written({ 2: '? title' }), 'playbook.yaml 2:1', /explicit key/],
  ['a directive', `%YAML 1.1\n---\n${written({})}`, 'playbook.yaml 1:1', /directive/],
  ['deep nesting', written({ 4: 'clouds: [[[[[[[[[aws]]]]]]]]]' }), 'playbook.yaml 4:17', /too deeply/],
  ['more than 256 KiB', written({ 3: `describe: ${'x'.repeat(256 * 1024)}` }), 'playbook.too-large 1:1', /256 KiB/],
  [
    'an unknown key at the top',
    written({ 2: 'titel: Test' }).replace('id: test', 'id: test\ntitle: Test'),
    'playbook.unknown-key 3:1',
    /`titel`/,
    /`title`/,
  ],
  [
    'an unknown key in a stage',
    written({ 11: ['    title: Stop it', '    need: []'] }),
    'playbook.unknown-key 12:5',
    /`need`/,
    /`needs`/,
  ],
  [
    'an unknown key in a step',
    written({ 15: ['        when: has(inputs.identity.aws)', '        forEach: 1'] }),
    'playbook.unknown-key 16:9',
    /`forEach`/,
    /`for_each`/,
  ],
  [
    'an unknown key in an input',
    written({ 6: '  identity: { type: identity, describe: Who., require: true }' }),
    'playbook.unknown-key 6:47',
    /`require`/,
    /type, describe/,
  ],
  [
    'an unknown key in needs',
    written({ 11: ['    title: Stop it', '    needs: [{ grup: a, group: b }]'] }),
    'playbook.unknown-key 12:15',
    /`grup`/,
    /`group`/,
  ],
  [
    'a missing key',
    written({ 11: [] }),
    'playbook.missing-key 10:5',
    /`title` is missing/,
    /What the stage achieves|what the stage achieves/,
  ],
  ['an id in capitals', written({ 1: 'id: Test' }), 'playbook.value 1:5', /`id` does not fit/],
  ['a title that is no number', written({ 2: 'title: -.inf' }), 'playbook.number 2:8', /`-\.inf` is no number/],
  ['a title that is a number', written({ 2: 'title: 0777' }), 'playbook.value 2:8', /expected string/, /"0777"/],
  ['an unknown cloud', written({ 4: 'clouds: [aws, azur]' }), 'playbook.value 4:15', /./, /`azure`/],
  [
    'an input name with a hyphen',
    written({ 8: '  my-names: { type: string, describe: Names. }' }),
    'playbook.name 8:3',
    /my-names/,
  ],
  [
    'an unknown type of input',
    written({ 8: '  names: { type: text, describe: Names. }' }),
    'playbook.value 8:18',
    /`type`/,
    /identity/,
  ],
  [
    'a default of another type',
    written({ 7: '  loud: { type: boolean, describe: Loud?, default: "false" }' }),
    'playbook.default 7:52',
    /not a boolean/,
    /without quotes/,
  ],
  [
    'an optional input with a default',
    written({ 7: '  loud: { type: boolean, describe: L., default: true, optional: true }' }),
    'playbook.default 7:49',
    /optional and has a default/,
  ],
  ['no stages', `${SOUND.slice(0, 8).join('\n')}\nstages: []\n`, 'playbook.value 9:9', /`stages`/],
  [
    'an unknown action',
    written({ 14: '        action: aws.test.all-tpyes' }),
    'playbook.unknown-action 14:17',
    /no action `aws.test.all-tpyes`/,
    /`aws.test.all-types`/,
  ],
  [
    'an action like no other',
    written({ 14: '        action: reboot' }),
    'playbook.unknown-action 14:17',
    /reboot/,
    /quell action list/,
  ],
  [
    'an unknown input of the action',
    written(last('          regoins: []')),
    'playbook.unknown-input 18:11',
    /no input `regoins`/,
    /`regions`/,
  ],
  [
    'a missing input of the action',
    written({ 17: '          loud: true' }),
    'playbook.missing-input 16:9',
    /needs the input `account`/,
    /AWS account id/,
  ],
  ['no inputs at all', written({ 16: [], 17: [] }), 'playbook.missing-input 13:9', /needs the input `account`/],
  [
    'a number where text is needed',
    written({ 17: '          account: 012345678901' }),
    'playbook.input-type 17:20',
    /expected string/,
    /"012345678901"/,
  ],
  [
    'text that the action refuses',
    written({ 17: '          account: "123"' }),
    'playbook.input-type 17:20',
    /twelve digits/,
  ],
  ['a number out of range', written(last('          count: 9')), 'playbook.input-type 18:18', /count/],
  [
    'a word that is not offered',
    written(last('          mode: loud')),
    'playbook.input-type 18:17',
    /mode/,
    /"soft", "hard"/,
  ],
  [
    'an expression of another type',
    written(last('          count: ${ inputs.names }')),
    'playbook.input-type 18:18',
    /gives string; `count` takes integer/,
  ],
  [
    'a list of another type',
    written(last('          regions: ${ [1, 2] }')),
    'playbook.input-type 18:20',
    /gives list<int>/,
  ],
  [
    'an identity where text is needed',
    written(last('          note: ${ inputs.identity }')),
    'playbook.input-type 18:17',
    /takes string or null/,
  ],
  [
    'text before an expression',
    written(last('          note: id-${ inputs.names }')),
    'playbook.template 18:17',
    /before/,
  ],
  [
    'text after an expression',
    written(last('          note: ${ inputs.names }-x')),
    'playbook.template 18:34',
    /after/,
  ],
  [
    'two expressions',
    written(last('          note: ${ inputs.names }${ inputs.names }')),
    'playbook.template 18:34',
    /one/,
  ],
  [
    'an expression that is not closed',
    written(last('          note: "${ inputs.names"')),
    'playbook.template 18:18',
    /not closed/,
  ],
  [
    'an expression inside a list',
    written(last('          regions: [a, "${ inputs.names }"]')),
    'playbook.template 18:24',
    /inside a list/,
  ],
  ['an empty expression', written(last('          note: ${ }')), 'playbook.cel 18:20', /not valid/],
  [
    'a space that is none, as a word processor sets it',
    written(last("          note: ${ inputs.names\u202f+ 'x' }")),
    'playbook.cel 18:32',
    /not valid: .*U\+202F\.$/,
  ],
  ['CEL that does not parse', written(last('          note: ${ inputs.names + }')), 'playbook.cel 18:34', /not valid/],
  [
    'CEL of mixed types',
    written(last('          note: ${ inputs.names + 1 }')),
    'playbook.cel 18:20',
    /no such overload/,
  ],
  [
    'an unknown variable',
    written(last('          note: ${ input.names }')),
    'playbook.cel-name 18:20',
    /`input` is not known/,
    /`inputs`/,
  ],
  [
    'an input without `inputs.`',
    written(last('          note: ${ names }')),
    'playbook.cel-name 18:20',
    /`names`/,
    /`inputs.names`/,
  ],
  [
    'an unknown input',
    written(last('          note: ${ inputs.nmaes }')),
    'playbook.cel-name 18:27',
    /no `nmaes`/,
    /`names`/,
  ],
  [
    'an unknown field of an identity',
    written(last('          note: ${ inputs.identity.aws.rol }')),
    'playbook.cel-name 18:40',
    /no `rol`/,
    /`role`/,
  ],
  [
    'a typo inside has()',
    written({ 15: '        when: has(inputs.identity.awz)' }),
    'playbook.cel-name 15:35',
    /no `awz`/,
    /`aws`/,
  ],
  [
    'has() of something else',
    written({ 15: '        when: has({"a":1}.a) && has(inputs.identity.aws)' }),
    'playbook.cel-name 15:19',
    /asks for an input/,
  ],
  [
    'a name in brackets',
    written(last('          note: ${ string(inputs[inputs.names]) }')),
    'playbook.cel-name 18:27',
    /brackets/,
  ],
  [
    'an unknown function',
    written(last('          note: ${ uper(inputs.names) }')),
    'playbook.cel-name 18:20',
    /`uper`/,
    /There are/,
  ],
  [
    'matches()',
    written({ 15: '        when: inputs.names.matches("(a+)+$")' }),
    'playbook.cel-cost 15:15',
    /matches/,
    /startsWith/,
  ],
  [
    'a loop in a loop',
    written(last('          regions: ${ ["a"].map(x, ["b"].map(y, x + y)) }')),
    'playbook.cel-cost 18:36',
    /Loops/,
  ],
  [
    'three loops',
    written(last('          regions: ${ ["a"].map(x, x).map(x, x).map(x, x) }')),
    'playbook.cel-cost 18:23',
    /Loops/,
  ],
  [
    'a bound name',
    written(last('          note: ${ cel.bind(a, inputs.names, a + a) }')),
    'playbook.cel-name 18:20',
    /`bind`/,
  ],
  [
    'a very long expression',
    written(last(`          note: \${ inputs.names + "${'x'.repeat(500)}" }`)),
    'playbook.cel-cost 18:520',
    /500/,
  ],
  [
    'a deep expression',
    written(last(`          note: \${ ${'('.repeat(30)}"a"${')'.repeat(30)} }`)),
    'playbook.cel-cost 18:36',
    /too large/,
  ],
  ['`when` that is no bool', written({ 15: '        when: inputs.names' }), 'playbook.when 15:15', /gives string/],
  [
    '`when` in a template',
    written({ 15: '        when: ${ inputs.loud }' }),
    'playbook.when 15:15',
    /CEL already/,
    /without/,
  ],
  [
    '`when` that is a boolean',
    written({ 15: '        when: true' }),
    'playbook.value 15:15',
    /expected string/,
    /"true"/,
  ],
  [
    '`for_each` that is no expression',
    written({ 15: '        for_each: names' }),
    'playbook.for-each 15:19',
    /not an expression/,
  ],
  [
    '`for_each` that is no list',
    written({ 15: '        for_each: ${ inputs.names }' }),
    'playbook.for-each 15:19',
    /gives string/,
  ],
  [
    '`for_each` over objects',
    written({ 15: '        for_each: ${ [inputs.identity.aws] }' }),
    'playbook.for-each 15:19',
    /not a list of strings/,
  ],
  [
    '`item` outside for_each',
    written(last('          note: ${ item }')),
    'playbook.cel-name 18:20',
    /`item`/,
    /for_each/,
  ],
  [
    '`item` in for_each itself',
    written({ 15: '        for_each: ${ [item] }' }),
    'playbook.cel-name 15:23',
    /`item` is not known/,
    /for_each/,
  ],
  [
    'a cloud that no step covers',
    written({ 4: 'clouds: [aws, gcp]' }),
    'playbook.uncovered-cloud 4:15',
    /No step covers gcp/,
  ],
  [
    'a forgotten guard',
    written({ 15: [] }),
    'playbook.unguarded 16:39',
    /Step `one` would fail/,
    /has\(inputs\.identity\.aws\)/,
  ],
])('%s', (_name, text, where, message, fix) => {
  test('is told with its place, cause and fix', () => {
    const fault = one(text);
    expect(`${fault.code} ${fault.at?.line}:${fault.at?.column}`).toBe(where);
    expect(fault.at?.file).toBe(FILE);
    expect(fault.message).toMatch(message);
    expect(fault.message).toMatch(/\.$/);
    expect(fault.fix).toMatch(fix ?? /\S/);
    expect(fault.fix).toMatch(/[.?]$/);
  });
});

test('a step on a cloud that is not named, and the named cloud that no step covers', () => {
  expect(lint(written({ 4: 'clouds: [gcp]' }))).toEqual(['playbook.uncovered-cloud 4:10', 'playbook.cloud 14:17']);
});

test('ids that stand twice are told with the line of the first', () => {
  const again = [
    '          account: "111122223333"',
    '      - id: one',
    '        action: aws.test.all-types',
    '        with: { account: "111122223333" }',
  ];
  const step = one(written({ 17: again }));
  expect([step.code, step.at?.line, step.at?.column]).toEqual(['playbook.duplicate-step', 18, 13]);
  expect(step.message).toContain('line 13');
  const stage = [
    '  - id: stop',
    '    title: Again',
    '    steps:',
    '      - id: two',
    '        action: aws.test.all-types',
    '        with: { account: "111122223333" }',
  ];
  const fault = one(written({ 17: [SOUND[16]!, ...stage] }));
  expect([fault.code, fault.at?.line, fault.at?.column]).toEqual(['playbook.duplicate-stage', 18, 9]);
  expect(fault.message).toContain('line 10');
});

test('several mistakes are told at once, in the order of the text', () => {
  const text = written({
    2: ['title: Test', 'titel: Test'],
    14: '        action: aws.test.all-type',
    15: '        when: has(inputs.identity.awz)',
    17: '          account: ${ inputs.identity.aws.acount }',
  });
  expect(lint(text)).toEqual([
    'playbook.unknown-key 3:1',
    'playbook.unknown-action 15:17',
    'playbook.cel-name 16:35',
    'playbook.cel-name 18:43',
  ]);
});

test('a broken step does not hide the mistakes of its neighbours', () => {
  const text = written({
    17: [SOUND[16]!, '      - id: 7', '        action: x', '      - id: two', '        action: aws.test.all-types'],
  });
  expect(lint(text)).toEqual(['playbook.value 18:13', 'playbook.missing-input 20:9']);
});

describe('parsePlaybook', () => {
  const thrown = (text: string): Fault => {
    try {
      parsePlaybook(text, FILE, REGISTRY);
    } catch (fault) {
      expect(fault).toBeInstanceOf(Fault);
      return fault as Fault;
    }
    throw new Error('nothing was thrown');
  };

  test('throws one fault that lists every error with its place, cause and fix', () => {
    const fault = thrown(written({ 2: 'titel: Test', 14: '        action: reboot' }));
    expect(fault.code).toBe('playbook.invalid');
    expect(fault.at).toEqual({ file: FILE, line: 1, column: 1 });
    expect(fault.message.split('\n')).toEqual([
      `${FILE} has 3 errors.`,
      `${FILE}:1:1: \`title\` is missing. Add it.`,
      `${FILE}:2:1: The key \`titel\` is not known here. Did you mean \`title\`?`,
      `${FILE}:14:17: There is no action \`reboot\`. See \`quell action list\`.`,
    ]);
    expect(fault.fix).toContain('quell playbook lint');
  });

  test('keeps the code of a single error', () => {
    expect(thrown(written({ 14: '        action: reboot' })).code).toBe('playbook.unknown-action');
  });

  test('gives plain data with its defaults', () => {
    const playbook = parsePlaybook(written({}), FILE, REGISTRY);
    expect(playbook.stages[0]).toMatchObject({ id: 'stop', needs: [], after: 'applied' });
    expect(JSON.parse(JSON.stringify(playbook))).toEqual(playbook);
  });
});

describe('positions', () => {
  test('of an expression in quotes', () => {
    expect(one(written(last('          note: "${ nobody }"'))).at).toMatchObject({ line: 18, column: 21 });
  });

  test('of an expression that is folded over lines: the start of its value', () => {
    const fault = one(written(last('          note: >-', '            ${ inputs.names', '            + nobody }')));
    expect(fault.at).toMatchObject({ line: 18, column: 17 });
  });

  test('in a file with a byte order mark and Windows line ends', () => {
    const text = '\ufeff' + written({ 14: '        action: reboot' }).replaceAll('\n', '\r\n');
    expect(lint(text)).toEqual(['playbook.unknown-action 14:17']);
  });
});

test('an input may not be called like what every object inherits', () => {
  const fault = one(written({ 8: '  constructor: { type: string, describe: Who built it., optional: true }' }));
  expect([fault.code, fault.at?.line, fault.at?.column]).toEqual(['playbook.name', 8, 3]);
});

test.each([
  ['at the top', written({ 2: ['title: Test', '__proto__: { a: 1 }'] }), '3:1'],
  ['as an input', written({ 8: [SOUND[7]!, '  __proto__: { type: string, describe: X. }'] }), '9:3'],
  ['under `with`', written(last('          __proto__: x')), '18:11'],
])('a key that hides from plain objects is not overlooked %s', (_name, text, where) => {
  expect(lint(text)).toEqual([`playbook.unknown-key ${where}`]);
});
