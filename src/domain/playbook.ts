import { z } from 'zod';
import { CLOUDS } from './action.ts';

const id = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens');

/** Who must approve: people of `group`, `count` of them. Several entries must all be met; one person may count for several. */
export const Needs = z
  .strictObject({
    group: z.string().min(1).describe('Group of people in quell.yaml whose members may vote.'),
    count: z.int().min(1).max(9).default(1).describe('How many different people of that group.'),
  })
  .describe('One line of a quorum.');
export type Needs = z.infer<typeof Needs>;

export const PlaybookInput = z.strictObject({
  type: z.enum(['identity', 'string', 'boolean']).describe('`identity` is a name under `identities` in quell.yaml.'),
  describe: z.string().min(1).describe('What a responder should give, in their words.'),
  default: z.union([z.string(), z.boolean()]).optional(),
  optional: z
    .boolean()
    .optional()
    .describe(
      'True: may be left out; the steps then ask `has(inputs.name)`. Without it, an input needs a value or a default.',
    ),
});
export type PlaybookInput = z.infer<typeof PlaybookInput>;

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const PlaybookStep = z.strictObject({
  id: id.describe('Unique in the playbook.'),
  action: z.string().min(1).describe('Id of an action: `quell action list`.'),
  when: z.string().optional().describe('CEL, true or false: the step is left out of the plan when false.'),
  for_each: z.string().optional().describe('One ${ CEL } that gives a list; the step runs for each `item`.'),
  with: z
    .record(z.string(), z.union([scalar, z.array(scalar)]))
    .default({})
    .describe('Inputs of the action: a literal, or exactly one ${ CEL }.'),
});
export type PlaybookStep = z.infer<typeof PlaybookStep>;

export const Stage = z.strictObject({
  id,
  title: z.string().min(1).max(75).describe('What the stage achieves, as a responder would say it.'),
  needs: z
    .array(Needs)
    .default([])
    .describe('Who must approve this stage; quell.yaml may ask for more, never for less.'),
  after: z
    .enum(['applied', 'verified'])
    .default('applied')
    .describe(
      'When this stage may start on a cloud: once that cloud’s steps before it are applied (default: speed), or only once they are verified.',
    ),
  steps: z.array(PlaybookStep).min(1),
});
export type Stage = z.infer<typeof Stage>;

export const Playbook = z.strictObject({
  id,
  title: z.string().min(1).max(75),
  describe: z.string().min(1).describe('When to use it and what it does on each cloud.'),
  clouds: z.array(z.enum(CLOUDS)).min(1).describe('Clouds that this playbook must cover; a missing one is an error.'),
  inputs: z.record(z.string().regex(/^[a-z][a-z0-9_]*$/), PlaybookInput).default({}),
  stages: z
    .array(Stage)
    .min(1)
    .describe('In order, each cloud at its own pace; the steps of a stage run side by side.'),
});
export type Playbook = z.infer<typeof Playbook>;
