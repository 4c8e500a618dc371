/**
 * Slack's own refusals, written from its reference and apart from the product's limits table, so that a wrong number
 * there is found here.
 */
interface Any {
  [key: string]: unknown;
}
const isObject = (value: unknown): value is Any => typeof value === 'object' && value !== null && !Array.isArray(value);
const length = (value: unknown) => (isObject(value) && typeof value.text === 'string' ? value.text.length : 0);

function plainText(value: unknown, max: number, where: string): string[] {
  if (!isObject(value) || value.type !== 'plain_text') return [`${where}: not plain_text`];
  const size = length(value);
  return size < 1 || size > max ? [`${where}: ${size} characters, 1 to ${max} allowed`] : [];
}

const INLINE = new Set(['text', 'user', 'date', 'link', 'emoji', 'channel', 'usergroup', 'broadcast', 'color', 'team']);
const RICH = new Set(['rich_text_section', 'rich_text_list', 'rich_text_preformatted', 'rich_text_quote']);

function rich(elements: unknown, allowed: ReadonlySet<string>, where: string): string[] {
  if (!Array.isArray(elements) || elements.length === 0) return [`${where}: no elements`];
  return elements.flatMap((one: unknown, i) => {
    const at = `${where}[${i}]`;
    if (!isObject(one) || !allowed.has(String(one.type))) return [`${at}: unknown element`];
    if (one.type === 'text') return length(one) > 0 ? [] : [`${at}: empty text`];
    if (one.type === 'rich_text_list') return rich(one.elements, new Set(['rich_text_section']), at);
    if (one.type === 'rich_text_preformatted') return rich(one.elements, new Set(['text', 'link']), at);
    if (RICH.has(String(one.type))) return rich(one.elements, INLINE, at);
    return [];
  });
}

function button(value: unknown, where: string): string[] {
  if (!isObject(value) || value.type !== 'button') return [`${where}: unknown element`];
  const wrong = plainText(value.text, 75, `${where}.text`);
  if (typeof value.action_id !== 'string' || value.action_id.length > 255) wrong.push(`${where}.action_id`);
  if (value.value !== undefined && (typeof value.value !== 'string' || value.value.length > 2000 || value.value === ''))
    wrong.push(`${where}.value`);
  if (String(value.accessibility_label ?? '').length > 75) wrong.push(`${where}.accessibility_label`);
  if (value.url !== undefined && (typeof value.url !== 'string' || value.url.length > 3000 || !URL.canParse(value.url)))
    wrong.push(`${where}.url`);
  if (value.style !== undefined && value.style !== 'primary' && value.style !== 'danger') wrong.push(`${where}.style`);
  return wrong;
}

/** How many options each kind of menu takes. */
const MENUS: Record<string, number> = { static_select: 100, multi_static_select: 100, checkboxes: 10 };

function menu(element: Any, most: number, where: string): string[] {
  if (!Array.isArray(element.options)) return [`${where}: no options`];
  const options: Any[] = element.options;
  const wrong = options.length < 1 || options.length > most ? [`${where}: ${options.length} options`] : [];
  for (const [i, option] of options.entries()) {
    wrong.push(...plainText(option.text, 75, `${where}.options[${i}]`));
    if (option.description !== undefined)
      wrong.push(...plainText(option.description, 75, `${where}.options[${i}].description`));
    if (typeof option.value !== 'string' || option.value === '' || option.value.length > 75)
      wrong.push(`${where}.options[${i}].value`);
  }
  const known = new Set(options.map((o) => JSON.stringify(o)));
  const chosen = [element.initial_option ?? [], element.initial_options ?? []].flat();
  if (!chosen.every((one) => known.has(JSON.stringify(one)))) wrong.push(`${where}: initial option is none of them`);
  return wrong;
}

function input(block: Any, where: string): string[] {
  const wrong = plainText(block.label, 2000, `${where}.label`);
  if (String(block.block_id ?? '').length > 255) wrong.push(`${where}.block_id`);
  if (block.hint !== undefined) wrong.push(...plainText(block.hint, 2000, `${where}.hint`));
  const element = block.element;
  if (!isObject(element)) return [...wrong, `${where}: no element`];
  if (element.type === 'plain_text_input') {
    if (Number(element.max_length) > 3000) wrong.push(`${where}.max_length`);
    if (String(element.initial_value ?? '').length > 3000) wrong.push(`${where}.initial_value`);
    return wrong;
  }
  const most = MENUS[String(element.type)];
  return most === undefined ? [...wrong, `${where}: element`] : [...wrong, ...menu(element, most, where)];
}

function block(value: unknown, where: string, modal: boolean): string[] {
  if (!isObject(value)) return [`${where}: not an object`];
  const elements = Array.isArray(value.elements) ? value.elements : [];
  switch (value.type) {
    case 'header':
      return plainText(value.text, 150, where);
    case 'context':
      if (elements.length < 1 || elements.length > 10) return [`${where}: elements`];
      return elements.flatMap((e, i) => plainText(e, 2000, `${where}[${i}]`));
    case 'rich_text':
      return rich(value.elements, RICH, where);
    case 'actions': {
      const ids = elements.map((e) => e.action_id);
      const twice = new Set(ids).size !== ids.length ? [`${where}: action_id twice`] : [];
      if (elements.length < 1 || elements.length > 25) twice.push(`${where}: elements`);
      return [...twice, ...elements.flatMap((e, i) => button(e, `${where}[${i}]`))];
    }
    case 'divider':
      return [];
    case 'input':
      return modal ? input(value, where) : [`${where}: input in a message`];
    default:
      return [`${where}: unknown block ${String(value.type)}`];
  }
}

/** What Slack would refuse in the blocks of a message. */
export function wrongBlocks(blocks: unknown): string[] {
  if (!Array.isArray(blocks)) return ['blocks: not a list'];
  const wrong = blocks.flatMap((one, i) => block(one, `blocks[${i}]`, false));
  if (blocks.length > 50) wrong.push('more than 50 blocks');
  if (Buffer.byteLength(JSON.stringify(blocks)) > 13_000) wrong.push('msg_blocks_too_long');
  return wrong;
}

/** What Slack would refuse in a view: a modal, or a home tab. */
export function wrongView(view: unknown): string[] {
  if (!isObject(view) || (view.type !== 'modal' && view.type !== 'home'))
    return ['view: neither a modal nor a home tab'];
  const blocks: unknown[] = Array.isArray(view.blocks) ? view.blocks : [];
  const asks = blocks.some((one) => isObject(one) && one.type === 'input');
  const wrong = view.type === 'modal' ? plainText(view.title, 24, 'view.title') : [];
  for (const part of ['submit', 'close'])
    if (view[part] !== undefined) wrong.push(...plainText(view[part], 24, `view.${part}`));
  if (asks && view.submit === undefined) wrong.push('view.submit');
  if (String(view.private_metadata ?? '').length > 3000) wrong.push('view.private_metadata');
  if (String(view.callback_id ?? '').length > 255) wrong.push('view.callback_id');
  if (blocks.length < 1 || blocks.length > 100) wrong.push('view.blocks');
  if (Buffer.byteLength(JSON.stringify(view)) > 250_000) wrong.push('view too large');
  return [...wrong, ...blocks.flatMap((one, i) => block(one, `view.blocks[${i}]`, view.type === 'modal'))];
}
