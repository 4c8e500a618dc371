import type { Link, LinkRecord } from '../approval/sign-in.ts';
import type { ConfiguredPerson } from '../config.ts';
import type { Person, Principal, Surface } from '../domain/person.ts';
import { type ChatGroups, withMembers } from './groups.ts';

/** The field of quell.yaml that has a person's account on a surface. */
function configured(person: ConfiguredPerson, surface: Surface): string | undefined {
  const { id, slack, teams, login } = person;
  return { slack, teams, cli: login, console: id }[surface];
}

const same = (a: Principal, b: Principal) => a.surface === b.surface && a.tenant === b.tenant && a.user === b.user;

/**
 * Everybody whom Quell knows: people of quell.yaml, the accounts and identities that were linked to them, and the groups
 * that a chat keeps. What quell.yaml says wins over a link.
 */
export class People {
  private readonly configured: readonly ConfiguredPerson[];
  private readonly issuer: string | undefined;
  private links: readonly Link[] = [];
  private record: LinkRecord | undefined;
  private source: ChatGroups | undefined;
  private shown: readonly Person[];

  /** @param issuer whose `subject` people have in quell.yaml */
  constructor(all: readonly ConfiguredPerson[], issuer?: string) {
    this.configured = all;
    this.issuer = issuer;
    this.shown = this.withGroups(new Map());
  }

  /** Everybody, with groups as they were at most a minute ago. */
  get people(): readonly Person[] {
    return this.shown;
  }

  /** Reads links from here on. */
  async connect(record: LinkRecord): Promise<void> {
    this.record = record;
    await this.reload();
  }

  /** Somebody was linked, or is no longer. */
  async reload(): Promise<void> {
    this.links = (await this.record?.links()) ?? [];
  }

  /** Groups that a chat keeps, from here on. */
  keepGroups(source: ChatGroups): void {
    this.source = source;
    this.shown = this.unread();
  }

  /** Looks after the groups that cards show. What cannot be read has no members. */
  async refresh(): Promise<void> {
    if (!this.source) return;
    try {
      this.shown = this.withGroups(await this.source.lately());
    } catch (error) {
      this.shown = this.unread();
      throw error;
    }
  }

  /** Everybody, with groups as they are at this moment. @throws Fault `people.unreadable` */
  readonly peopleNow = async (): Promise<readonly Person[]> => {
    if (!this.source) return this.shown;
    try {
      this.shown = this.withGroups(await this.source.now());
      return this.shown;
    } catch (error) {
      this.shown = this.unread();
      throw error;
    }
  };

  /** As `peopleNow`; while a chat cannot be asked, with the groups that quell.yaml names. */
  readonly surePeople = (): Promise<readonly Person[]> => this.peopleNow().catch(() => this.unread());

  readonly personOf = (principal: Principal): Person | undefined => {
    const named = this.configured.find((p) => configured(p, principal.surface) === principal.user);
    const linked = this.links.find((l) => !l.endedAt && same(l.principal, principal));
    return this.byId(named?.id ?? linked?.person);
  };

  /** The account of a person on a surface; the newest that was linked, where quell.yaml names none. */
  readonly account = (person: string, surface: Surface): string | undefined => {
    const known = this.configured.find((p) => p.id === person);
    if (!known) return undefined;
    const linked = this.links.findLast((l) => !l.endedAt && l.person === person && l.principal.surface === surface);
    return configured(known, surface) ?? linked?.principal.user;
  };

  /** Every account that is this person's on a surface, or was and has become nobody else's. */
  readonly accounts = (person: string, surface: Surface): string[] => {
    const known = this.configured.find((p) => p.id === person);
    const linked = this.links
      .filter((l) => l.person === person && l.principal.surface === surface)
      .filter((l) => (this.personOf(l.principal)?.id ?? person) === person);
    const all = [known && configured(known, surface), ...linked.map((l) => l.principal.user)];
    return [...new Set(all.filter((user) => user !== undefined))];
  };

  /** The person whose identity this is. Never looked up by a name or an e-mail address: both can be chosen. */
  readonly personBy = (issuer: string, subject: string): Person | undefined => {
    const named = issuer === this.issuer ? this.configured.find((p) => p.subject === subject) : undefined;
    if (named) return this.byId(named.id);
    const linked = this.links.find((l) => l.issuer === issuer && l.subject === subject)?.person;
    // Where quell.yaml says who somebody is, nobody else is.
    return this.configured.some((p) => p.id === linked && p.subject !== undefined) ? undefined : this.byId(linked);
  };

  /** What the provider may fill in for a person; it proves nothing. */
  readonly hintOf = (person: string): string | undefined => this.configured.find((p) => p.id === person)?.sign_in_name;

  /** The identity of a person, at the issuer of quell.yaml. */
  readonly subjectOf = (person: string): string | undefined => {
    const known = this.configured.find((p) => p.id === person);
    if (!known || this.issuer === undefined) return undefined;
    return known.subject ?? this.links.find((l) => l.person === person && l.issuer === this.issuer)?.subject;
  };

  private byId(id: string | undefined): Person | undefined {
    return id === undefined ? undefined : this.shown.find((p) => p.id === id);
  }

  /** Without the groups of the chat. Only whom the chat knows may be in one. */
  private unread(): Person[] {
    return this.withGroups(new Map()).map((person) =>
      this.account(person.id, 'slack') === undefined ? person : { ...person, unread: true },
    );
  }

  private withGroups(members: Awaited<ReturnType<ChatGroups['now']>>): Person[] {
    const people = this.configured.map(({ id, name, groups }) => ({ id, name, groups }));
    return withMembers(people, members, (person) => this.account(person, 'slack'));
  }
}
