import { arrayOf, isEqual } from './interpret-collections.ts'
import { allOf, cursorOf } from './interpret-cursor.ts'
import { any, bool, int, type Members, on1, on2, on3, then } from './interpret-member.ts'
import {
  aggregate,
  counted,
  counting,
  first,
  firstWhere,
  listed,
  orderBy,
  part,
  range,
  repeated,
  select,
  selectMany,
  sequence,
  sum,
  through,
  toMap,
  unique,
  where,
  withPlace,
  zip,
} from './interpret-sequences.ts'
import { isThing, isTrap, raise, stop } from './interpret-values.ts'

const linq = 'System.Linq.Enumerable'

/** Type arguments of what is made stand in the call. */
export const linqMembers: Members = [
  [`${linq}::Select`, select],
  [`${linq}::Where`, where],
  [
    `${linq}::SelectMany`,
    (run, args, site) => (args.length === 2 && !site.signature.includes('System.Int32') ? selectMany(run, args, site) : stop(site.signature)),
  ],
  [`${linq}::ToArray`, on1(any, (run, source, site) => listed(run, source, (items) => arrayOf(run, site.typeArgs[0] ?? '', items)))],
  [`${linq}::ToList`, on1(any, (run, source, site) => listed(run, source, (items) => ({ kind: 'list', element: site.typeArgs[0] ?? '', items: [...items] })))],
  [`${linq}::ToDictionary`, toMap],
  [
    `${linq}::Reverse`,
    on1(any, (run, source, site) =>
      sequence(site.typeArgs[0] ?? '', () => {
        const items = allOf(run, source)
        return isTrap(items) ? items : cursorOf(run, { kind: 'list', element: '', items: [...items].reverse() })
      }),
    ),
  ],
  [
    `${linq}::Concat`,
    on2(any, any, (run, one, other, site) =>
      sequence(site.typeArgs[0] ?? '', () => {
        const left = cursorOf(run, one)
        const right = cursorOf(run, other)
        if (isTrap(left)) return left
        if (isTrap(right)) return right
        return () => left() ?? right()
      }),
    ),
  ],
  [
    `${linq}::Skip`,
    on2(any, int, (run, source, count, site) =>
      part(run, source, site.typeArgs[0] ?? '', () => {
        let at = 0
        return () => at++ >= count
      }),
    ),
  ],
  [
    `${linq}::Take(System.Collections.Generic.IEnumerable\`1<!!0>,System.Int32)`,
    on2(any, int, (run, source, count, site) =>
      part(run, source, site.typeArgs[0] ?? '', () => {
        let at = 0
        return () => (at++ < count ? true : 'end')
      }),
    ),
  ],
  [
    `${linq}::TakeWhile`,
    on2(any, any, (run, source, action, site) =>
      part(run, source, site.typeArgs[0] ?? '', () => {
        const call = counting(run, action, withPlace(site.signature, 3))
        return (item) => {
          const is = call(item)
          return isTrap(is) ? is : is === 1 ? true : 'end'
        }
      }),
    ),
  ],
  [
    `${linq}::SkipWhile`,
    on2(any, any, (run, source, action, site) =>
      part(run, source, site.typeArgs[0] ?? '', () => {
        const call = counting(run, action, withPlace(site.signature, 3))
        let skips = true
        return (item) => {
          if (!skips) return true
          const is = call(item)
          if (isTrap(is)) return is
          skips = is === 1
          return !skips
        }
      }),
    ),
  ],
  [
    `${linq}::Aggregate(System.Collections.Generic.IEnumerable\`1<!!0>,System.Func\`3<!!0,!!0,!!0>)`,
    on2(any, any, (run, source, action) => aggregate(run, source, undefined, action)),
  ],
  [
    `${linq}::Aggregate(System.Collections.Generic.IEnumerable\`1<!!0>,!!1,System.Func\`3<!!1,!!0,!!1>)`,
    on3(any, any, any, (run, source, seed, action) => aggregate(run, source, seed, action)),
  ],
  [`${linq}::Range`, on2(int, int, range)],
  [`${linq}::Repeat`, on2(any, int, (run, value, count, site) => repeated(run, value, count, site.typeArgs[0] ?? ''))],
  ...(['Cast', 'OfType'] as const).map((name): Members[number] => [
    `${linq}::${name}`,
    on1(any, (run, source, site) => through(run, source, site.typeArgs[0] ?? '', () => (item) => [isThing(item) && item.kind === 'box' ? item.value : item])),
  ]),
  [`${linq}::AsEnumerable`, on1(any, (_run, source) => source)],
  [`${linq}::Zip`, on3(any, any, any, (run, one, other, action, site) => zip(run, one, other, action, site.typeArgs[2] ?? ''))],
  [
    `${linq}::Distinct(System.Collections.Generic.IEnumerable\`1<!!0>)`,
    on1(any, (run, source, site) => listed(run, source, (items) => unique(run, items, site.typeArgs[0] ?? ''))),
  ],
  [`${linq}::OrderBy`, orderBy(false)],
  [`${linq}::OrderByDescending`, orderBy(true)],
  [`${linq}::First`, first(false)],
  [`${linq}::FirstOrDefault`, first(true)],
  [
    `${linq}::Last(System.Collections.Generic.IEnumerable\`1<!!0>)`,
    on1(any, (run, source) => listed(run, source, (items) => items[items.length - 1] ?? raise('System.InvalidOperationException'))),
  ],
  [
    `${linq}::ElementAt(System.Collections.Generic.IEnumerable\`1<!!0>,System.Int32)`,
    on2(any, int, (run, source, at) => listed(run, source, (items) => items[at] ?? raise('System.ArgumentOutOfRangeException'))),
  ],
  [`${linq}::Count`, (run, args) => counted(run, args)],
  [`${linq}::Any`, (run, args) => then(firstWhere(run, args[0] ?? null, args[1]), (found) => bool(found !== null))],
  [
    `${linq}::All`,
    on2(any, any, (run, source, action) => {
      const cursor = cursorOf(run, source)
      if (isTrap(cursor)) return cursor
      for (let item = cursor(); item !== undefined; item = cursor()) {
        if (isTrap(item)) return item
        const is = run.callDelegate(action, [item])
        if (isTrap(is)) return is
        if (is !== 1) return 0
      }
      return 1
    }),
  ],
  [
    `${linq}::Contains(System.Collections.Generic.IEnumerable\`1<!!0>,!!0)`,
    on2(any, any, (run, source, value) => listed(run, source, (items) => bool(items.some((item) => isEqual(item, value) === true)))),
  ],
  [`${linq}::Sum(System.Collections.Generic.IEnumerable\`1<System.Int32>)`, on1(any, (run, source) => listed(run, source, sum))],
  [
    `${linq}::SequenceEqual(System.Collections.Generic.IEnumerable\`1<!!0>,System.Collections.Generic.IEnumerable\`1<!!0>)`,
    on2(any, any, (run, one, other) =>
      listed(run, one, (left) =>
        listed(run, other, (right) => bool(left.length === right.length && left.every((item, at) => isEqual(item, right[at] ?? null) === true))),
      ),
    ),
  ],
  [`${linq}::Empty`, (_run, _args, site) => ({ kind: 'list', element: site.typeArgs[0] ?? '', items: [] })],
]
