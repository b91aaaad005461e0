/** What is so, and what somebody can do about it. */
export interface IssueWords {
  readonly means: string;
  readonly next: string;
}
