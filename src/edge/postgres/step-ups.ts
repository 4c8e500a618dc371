import { createHash, randomBytes } from 'node:crypto';
import type { StepUp, StepUpRecord, StepUpState } from '../../approval/step-up.ts';
import type { Proof } from '../../domain/approval.ts';
import type { Principal } from '../../domain/person.ts';
import type { Database } from './database.ts';
import { append } from './events.ts';

/** How long a link serves. */
const SERVES = `interval '5 minutes'`;

/** What names a secret without being it. */
export const hashed = (secret: string): string => createHash('sha256').update(secret).digest('hex');
export const token = (): string => randomBytes(32).toString('base64url');

interface Row {
  ref: string;
  plan: string;
  digest: string;
  incident: string;
  person: string;
  principal: Principal;
  decision: 'approve' | 'break-glass';
  reason: string | null;
  second: string | null;
  state: StepUpState;
  browser: string | null;
  proof: Proof | null;
  until: Date;
  expired: boolean;
}

const READ = `ref, plan, digest, incident, person, principal, decision, reason, second, state, browser, proof, until,
  until < now() as expired`;

function stepUpOf({ reason, second, browser, proof, until, ...row }: Row): StepUp {
  return {
    ...row,
    ...(reason ? { reason } : {}),
    ...(second ? { second } : {}),
    ...(browser ? { browser } : {}),
    ...(proof ? { proof } : {}),
    until: until.toISOString(),
  };
}

/** Links that serve one person once, for one digest. Each step of theirs is one conditional update. */
export function stepUpRecord(db: Database): StepUpRecord {
  const one = async (text: string, values: unknown[]) => {
    const { rows } = await db.query<Row>(text, values);
    return rows[0] && stepUpOf(rows[0]);
  };
  const byRef = (ref: string) => one(`select ${READ} from step_up where ref = $1`, [ref]);
  return {
    async begin({ plan, incident, person, principal, decision, reason, second }) {
      const given = token();
      // What nobody can use any more has told its story in the timeline.
      await db.query(`delete from step_up where until < now() - interval '1 day'`);
      const { rows } = await db.query<{ until: Date }>(
        `insert into step_up (ref, plan, digest, incident, person, principal, decision, reason, second, until)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + ${SERVES}) returning until`,
        [
          hashed(given),
          plan.id,
          plan.digest,
          incident.id,
          person.id,
          JSON.stringify(principal),
          decision,
          reason ?? null,
          second ?? null,
        ],
      );
      return { token: given, until: rows[0]!.until.toISOString() };
    },
    byToken: (given) => byRef(hashed(given)),
    byRef,
    async start(ref, browser) {
      const started = await one(
        `update step_up set state = 'started', browser = $2, proof = null
         where ref = $1 and until > now() and (state = 'open' or (state = 'started' and browser = $2)) returning ${READ}`,
        [ref, browser],
      );
      return started !== undefined;
    },
    async prove(ref, browser, proof) {
      const proven = await one(
        `update step_up set proof = $3
         where ref = $1 and browser = $2 and state = 'started' and until > now() and digest = $4 returning ${READ}`,
        [ref, browser, JSON.stringify(proof), proof.digest],
      );
      return proven !== undefined;
    },
    use: (ref, browser) =>
      one(
        `update step_up set state = 'used'
         where ref = $1 and browser = $2 and state = 'started' and proof is not null and until > now()
           and (proof->>'method' <> 'webauthn' or exists (select from passkey
             where passkey.id = proof->>'subject' and passkey.person = step_up.person and removed_at is null))
         returning ${READ}`,
        [ref, browser],
      ),
    burn: (ref, event) =>
      db.transaction(async (sql) => {
        const { rows } = await sql.query<{ ref: string }>(
          `update step_up set state = 'burned' where ref = $1 and state in ('open', 'started') returning ref`,
          [ref],
        );
        if (rows.length === 0) return false;
        await append(sql, [event]);
        return true;
      }),
  };
}
