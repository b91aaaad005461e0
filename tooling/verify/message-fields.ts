import * as z from 'zod';

/** One row of a message's table. */
export interface FieldRow {
  /** `limits.bodyBytesMax`, `uplinks[].name`, `outcome` */
  readonly path: string;
  /** What it may be, in words and limits. */
  readonly form: string;
  readonly required: boolean;
}

/** As much of a JSON Schema as `z.toJSONSchema` writes for our messages. */
interface Node {
  readonly type?: string | undefined;
  readonly description?: string | undefined;
  readonly const?: string | number | boolean | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly items?: Node | undefined;
  readonly properties?: Readonly<Record<string, Node>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly oneOf?: readonly Node[] | undefined;
}

const nodeSchema: z.ZodType<Node> = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  const: z.union([z.string(), z.number(), z.boolean()]).optional(),
  enum: z.array(z.unknown()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  maxItems: z.number().optional(),
  required: z.array(z.string()).optional(),
  get items() {
    return nodeSchema.optional();
  },
  get properties() {
    return z.record(z.string(), nodeSchema).optional();
  },
  get oneOf() {
    return z.array(nodeSchema).optional();
  },
});

/** The fields of a message, nested ones by their path; its version and type are left out. */
export function fieldsOf(schema: z.ZodType): readonly FieldRow[] {
  return rowsOf(parse(schema)).filter(({path}) => path !== 'v' && path !== 'type');
}

/** What a single value may be: `32 bytes in base64url`. */
export function formOf(schema: z.ZodType): string {
  return formOfNode(parse(schema));
}

/** A schema of text says in its own words what it refuses; JSON Schema alone would lose them. */
function parse(schema: z.ZodType): Node {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    override: ({zodSchema, jsonSchema}) => {
      if (zodSchema._zod.def.type !== 'string') return;
      const refusal = z.safeParse(zodSchema, '\0').error?.issues[0]?.message;
      if (refusal?.startsWith('must be '))
        jsonSchema.description = refusal.slice('must be '.length);
    },
  });
  return nodeSchema.parse(json);
}

function rowsOf(node: Node, prefix = ''): readonly FieldRow[] {
  return Object.entries(node.properties ?? {}).flatMap(([name, field]) => {
    const path = `${prefix}${name}`;
    const required = node.required?.includes(name) ?? false;
    if (field.properties) return [...rowsOf(field, `${path}.`)].map(row => optional(row, required));
    if (field.oneOf) return field.oneOf.map(variant => variantRow(variant, {path, required}));
    const item = field.items;
    if (item?.oneOf) {
      const variants = item.oneOf.map(one => variantRow(one, {path: `${path}[]`, required}));
      return [{path, form: `list, ${atMost(field)}`, required}, ...variants];
    }
    if (!item?.properties) return [{path, form: formOfNode(field), required}];
    return [{path, form: `list, ${atMost(field)}`, required}, ...rowsOf(item, `${path}[].`)];
  });
}

/** What is inside a part that may be absent may be absent. */
function optional(row: FieldRow, required: boolean): FieldRow {
  return required ? row : {...row, required: false};
}

function formOfNode(node: Node): string {
  if (node.const !== undefined) return `\`${String(node.const)}\``;
  if (node.enum) return node.enum.map(value => `\`${String(value)}\``).join(', ');
  if (node.description) return node.description;
  switch (node.type) {
    case 'string':
      return `text, ${lengthOf(node)}`;
    case 'integer':
      return `whole number${rangeOf(node)}`;
    case 'boolean':
      return 'true or false';
    case 'array':
      return `list of ${node.items ? formOfNode(node.items) : 'values'}, ${atMost(node)}`;
    default:
      throw new Error(`the page has no words for ${JSON.stringify(node)}`);
  }
}

/** One member of a union, in a row: what marks it, then its fields. */
function variantRow(
  node: Node,
  {path, required}: {readonly path: string; readonly required: boolean},
): FieldRow {
  const {kind, ...properties} = node.properties ?? {};
  if (!kind) throw new Error(`the page tells members of ${path} apart by their kind`);
  const fields = rowsOf({properties, required: node.required});
  const form = fields.map(
    row => `\`${row.path}\` ${row.form}${row.required ? '' : ' (may be absent)'}`,
  );
  return {
    path: `${path}: ${String(kind.const)}`,
    form: form.join('; ') || 'nothing more',
    required,
  };
}

function lengthOf({minLength = 0, maxLength}: Node): string {
  const max = maxLength === undefined ? 'more' : `${count(maxLength)} characters`;
  return minLength > 0
    ? `${minLength} to ${max}`
    : maxLength === undefined
      ? 'no limit'
      : `at most ${max}`;
}

function rangeOf({minimum = 0, maximum = Number.MAX_SAFE_INTEGER}: Node): string {
  const from = minimum > Number.MIN_SAFE_INTEGER ? ` from ${count(minimum)}` : '';
  return maximum < Number.MAX_SAFE_INTEGER ? `${from} to ${count(maximum)}` : from;
}

function atMost({maxItems}: Node): string {
  return maxItems === undefined ? 'no limit' : `at most ${count(maxItems)}`;
}

/** 1,048,576: the same on every machine. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
