/** The part of Adaptive Cards 1.5 that Quell writes. Foreign text has one place in it alone: a run's `text`. */

/** Shown verbatim: no markup is read in it, unlike in a TextBlock. */
export interface Run {
  type: 'TextRun';
  text: string;
  weight?: 'Bolder';
  fontType?: 'Monospace';
  italic?: true;
  isSubtle?: true;
  size?: 'Large';
}

export type Spacing = 'None' | 'Small' | 'Medium';

export interface RichText {
  type: 'RichTextBlock';
  inlines: Run[];
  spacing?: Spacing;
}

/** Renders markdown, so only words of Quell's own may stand in it. */
export interface OwnText {
  type: 'TextBlock';
  text: string;
  wrap: true;
  style?: 'heading';
  size?: 'Default';
  weight?: 'Bolder';
  spacing?: Spacing;
}

export interface Container {
  type: 'Container';
  items: Element[];
  style?: 'emphasis' | 'good' | 'warning' | 'attention';
  spacing?: Spacing;
  separator?: true;
  bleed?: true;
}

export interface Table {
  type: 'Table';
  columns: { width: number }[];
  firstRowAsHeader: boolean;
  rows: { type: 'TableRow'; cells: { type: 'TableCell'; items: Element[] }[] }[];
}

export interface TextInput {
  type: 'Input.Text';
  id: string;
  label: string;
  isMultiline?: true;
  maxLength: number;
  isRequired?: true;
  errorMessage?: string;
  value?: string;
}

export interface ChoiceInput {
  type: 'Input.ChoiceSet';
  id: string;
  label: string;
  style: 'compact' | 'expanded';
  isMultiSelect?: true;
  wrap: true;
  choices: { title: string; value: string }[];
  isRequired?: true;
  errorMessage?: string;
  value?: string;
}

export interface Submit {
  type: 'Action.Submit';
  title: string;
  data: Record<string, unknown>;
}

export interface Execute {
  type: 'Action.Execute';
  title: string;
  verb: string;
  data: Record<string, unknown>;
  style?: 'positive' | 'destructive';
  associatedInputs?: 'none';
  /** What a client does that does not know Action.Execute. */
  fallback?: Submit;
}

export interface OpenUrl {
  type: 'Action.OpenUrl';
  title: string;
  url: string;
}

export type Action = Execute | OpenUrl;

export interface ActionSet {
  type: 'ActionSet';
  actions: OpenUrl[];
}

export type Element = RichText | OwnText | Container | Table | TextInput | ChoiceInput | ActionSet;

/** `text` stands in a TextBlock of the card, letter by letter. */
export interface MentionEntity {
  type: 'mention';
  text: string;
  mentioned: { id: string; name: string };
}

export interface AdaptiveCard {
  type: 'AdaptiveCard';
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json';
  version: '1.5';
  fallbackText: string;
  speak: string;
  body: Element[];
  actions?: Action[];
  refresh?: { action: Execute; userIds?: string[] };
  msteams: { width: 'Full'; entities?: MentionEntity[] };
}

export interface Attachment {
  contentType: 'application/vnd.microsoft.card.adaptive';
  content: AdaptiveCard;
}

/** The frame that every card has. @param said the whole card in a sentence, already harmless */
export function attachment(said: string, rest: Partial<AdaptiveCard> & Pick<AdaptiveCard, 'body'>): Attachment {
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: '1.5',
      fallbackText: said,
      speak: said,
      msteams: { width: 'Full' },
      ...rest,
    },
  };
}
