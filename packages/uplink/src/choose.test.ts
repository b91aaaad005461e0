import {expect, test} from 'vitest';
import {backlogWays, freshCourse, isOverBudget, questionCourse, type WayView} from './choose.ts';

interface NamedWay extends WayView {
  readonly name: string;
}

/**
 * `fibre`, `dsl:suspect`, `4g$:down`, `lte$!` (preferred), `dsl-` (paused), `4g$=100` (budget
 * left).
 */
function way(text: string): NamedWay {
  const [, name = '', metered, preferred, paused, left, state = 'healthy'] =
    /^(\w+)(\$)?(!)?(-)?(?:=(\d+))?(?::(\w+))?$/.exec(text) ?? [];
  return {
    name,
    state: state as WayView['state'],
    metered: metered !== undefined,
    preferred: preferred !== undefined,
    paused: paused !== undefined,
    priority: name === 'fibre' ? 1 : 2,
    budgetLeftBytes: left === undefined ? Number.POSITIVE_INFINITY : Number(left),
  };
}

const names = (ways: readonly NamedWay[]) => ways.map(({name}) => name).join(' ');

test.each`
  ways                              | first          | reserve
  ${'fibre dsl 4g$'}                | ${'fibre dsl'} | ${'4g'}
  ${'dsl fibre'}                    | ${'fibre dsl'} | ${''}
  ${'fibre:suspect dsl 4g$'}        | ${'dsl'}       | ${'fibre 4g'}
  ${'fibre:suspect dsl:down 4g$'}   | ${'4g fibre'}  | ${''}
  ${'fibre:down dsl:down 4g$ lte$'} | ${'4g'}        | ${'lte'}
  ${'fibre:probing 4g$:probing'}    | ${'4g fibre'}  | ${''}
  ${'fibre:down 4g$:down'}          | ${''}          | ${''}
  ${'fibre- 4g$'}                   | ${'4g'}        | ${''}
  ${'fibre- 4g$-'}                  | ${''}          | ${''}
  ${'fibre 4g$!'}                   | ${'4g fibre'}  | ${''}
  ${'fibre:down 4g$=0'}             | ${'4g'}        | ${''}
`('fresh sales with $ways go over [$first], then [$reserve]', ({ways, first, reserve}) => {
  const course = freshCourse(String(ways).split(' ').map(way));
  expect([names(course.first), names(course.reserve)]).toEqual([first, reserve]);
});

test('a question goes over the best way, and over the others only when that is late', () => {
  const course = questionCourse(['dsl', 'fibre', '4g$'].map(way));
  expect([names(course.first), names(course.reserve)]).toEqual(['fibre', 'dsl 4g']);
});

test.each`
  ways                       | carry          | over
  ${'fibre dsl 4g$'}         | ${'fibre dsl'} | ${false}
  ${'fibre:suspect dsl 4g$'} | ${'dsl'}       | ${false}
  ${'fibre:suspect 4g$'}     | ${'fibre'}     | ${false}
  ${'fibre:down 4g$=1000'}   | ${'4g'}        | ${false}
  ${'fibre:down 4g$=999'}    | ${''}          | ${true}
  ${'fibre:down 4g$:down'}   | ${''}          | ${false}
  ${'fibre 4g$!=0'}          | ${'4g fibre'}  | ${false}
`('a backlog of 1,000 bytes with $ways goes over [$carry]', ({ways, carry, over}) => {
  const views = String(ways).split(' ').map(way);
  expect(names(backlogWays(views, 1_000))).toBe(carry);
  expect(isOverBudget(views, 1_000)).toBe(over);
});
