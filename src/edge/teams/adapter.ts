import { type Activity, CloudAdapter, type TurnContext } from 'botbuilder';

type InvokeAnswer = Awaited<ReturnType<CloudAdapter['processActivity']>>;

/** Who signed it was not whom we believe, or it was not signed for us. */
export class Unauthenticated extends Error {}

/** The library's adapter without its own HTTP: it prints what it refuses, and answers with the text of an error. */
export class Adapter extends CloudAdapter {
  /** @throws Unauthenticated whatever is wrong with the token, also where the library speaks of an error of its own */
  async hear(
    authorization: string,
    activity: Activity,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeAnswer> {
    const known = await this.botFrameworkAuthentication
      .authenticateRequest(activity, authorization)
      .catch((cause: unknown) => {
        throw new Unauthenticated('not authenticated', { cause });
      });
    return this.processActivity(known, activity, logic);
  }

  /** A client of the connector, signed in as the bot. */
  async connector(appId: string, serviceUrl: string, audience: string) {
    const factory = this.botFrameworkAuthentication.createConnectorFactory(this.createClaimsIdentity(appId));
    return factory.create(serviceUrl, audience);
  }
}

export type Connector = Awaited<ReturnType<Adapter['connector']>>;
