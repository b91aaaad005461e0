import * as z from 'zod';

const problemSchema = z.object({
  detail: z.string().default(''),
  code: z.string().optional(),
  field: z.string().optional(),
  kind: z.string().optional(),
  retryAfterS: z.number().optional(),
});

/** The hub said no, or said nothing: status 0. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;
  /** `closed` where no more tries are taken today. */
  readonly kind: string;
  readonly retryAfterS: number;

  constructor(status: number, body: unknown) {
    const read = problemSchema.safeParse(body);
    const {detail = '', code = '', field = '', kind = '', retryAfterS = 0} = read.data ?? {};
    super(detail);
    this.status = status;
    this.code = code;
    this.field = field;
    this.kind = kind;
    this.retryAfterS = retryAfterS;
  }
}
