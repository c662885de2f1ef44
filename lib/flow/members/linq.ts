import type { MemberTable } from './member-table.ts'

const keep = '0.element > return.element'
const keepBoth = '0.element > return.element; 1.element > return.element'
const one = '0.element > return'
const filtered = '0.element > return.element; call 1(0.element)'
const oneThat = '0.element > return; call 1(0.element)'
const counted = '0.element ~measure> return; call 1(0.element) > return'
const chosen = '0.element ~> return; call 1(0.element) > return'
const answered = 'call 1(0.element) > return'
const compared = '0.element ~measure> return; params ~measure> return'
const ordered = '0.element > return.element; call 1(0.element); run 2.Compare'

const source = 'System.Collections.Generic.IEnumerable`1<!!0>'
const selector = 'System.Func`2<!!0,!!1>'
const elementSelector = 'System.Func`2<!!0,!!2>'
const comparer = 'System.Collections.Generic.IEqualityComparer`1<!!1>'
const resultOfKey = `System.Func\`3<!!1,${source},!!2>`
const resultOfElements = 'System.Func`3<!!1,System.Collections.Generic.IEnumerable`1<!!2>,!!3>'

const numbers = ['System.Int32', 'System.Int64', 'System.Single', 'System.Double', 'System.Decimal']
/** Sums, and the largest or smallest, of the elements themselves: no delegate makes another number of each. */
const ofNumbers = (name: string) =>
  Object.fromEntries(
    [...numbers, ...numbers.map((type) => `System.Nullable\`1<${type}>`)].map((type) => [
      `${name}(System.Collections.Generic.IEnumerable\`1<${type}>)`,
      '0.element ~> return',
    ]),
  )

/** A group, and a dictionary, stands for its own entries: see the dictionaries of `collections.ts`. */
const groups = 'call 1(0.element) > return.key; 0.element > return.element; return > return.element'
const groupsOf = 'call 1(0.element) > return.key; call 2(0.element) > return.element; return > return.element'
const toDictionary = 'call 1(0.element) > return.key; 0.element > return.value; return > return.element'
const toDictionaryOf = 'call 1(0.element) > return.key; call 2(0.element) > return.value; return > return.element'

const body = 'call 1(0.element); call 2(0.element); call 3(0.element); call 4(0.element)'

/** Queries and loops: they call the delegates they are given with the elements, and give on what these let through or make. */
export const linqMembers: MemberTable = {
  'System.Linq.Enumerable': {
    Aggregate: '0.element > return; call 1(return, 0.element) > return',
    [`Aggregate(${source},!!1,System.Func\`3<!!1,!!0,!!1>)`]: '1 > return; call 2(return, 0.element) > return',
    [`Aggregate(${source},!!1,System.Func\`3<!!1,!!0,!!1>,System.Func\`2<!!1,!!2>)`]: '1 > return; call 2(return, 0.element) > return; call 3(return) > return',
    All: counted,
    Any: counted,
    Append: '0.element > return.element; 1 > return.element',
    AsEnumerable: '0 > return',
    Average: counted,
    Cast: keep,
    Chunk: 'return > return.element; 0.element > return.element',
    Concat: keepBoth,
    Contains: compared,
    Count: counted,
    DefaultIfEmpty: '0.element > return.element; 1 > return.element',
    Distinct: keep,
    DistinctBy: filtered,
    ElementAt: one,
    ElementAtOrDefault: one,
    Empty: 'new',
    Except: keep,
    ExceptBy: '0.element > return.element; call 2(0.element)',
    First: oneThat,
    FirstOrDefault: oneThat,
    [`FirstOrDefault(${source},!!0)`]: '0.element > return; 1 > return',
    GroupBy: groups,
    [`GroupBy(${source},${selector},${elementSelector})`]: groupsOf,
    [`GroupBy(${source},${selector},${elementSelector},${comparer})`]: groupsOf,
    [`GroupBy(${source},${selector},${resultOfKey})`]: 'call 1(0.element) > return.key; call 2(return.key, 0) > return.element',
    [`GroupBy(${source},${selector},${resultOfKey},${comparer})`]: 'call 1(0.element) > return.key; call 2(return.key, 0) > return.element',
    [`GroupBy(${source},${selector},${elementSelector},${resultOfElements})`]:
      'call 1(0.element) > return.key; call 3(return.key, 0) > return.element; call 2(0.element)',
    [`GroupBy(${source},${selector},${elementSelector},${resultOfElements},${comparer})`]:
      'call 1(0.element) > return.key; call 3(return.key, 0) > return.element; call 2(0.element)',
    GroupJoin: 'call 2(0.element); call 3(1.element); call 4(0.element, 1) > return.element',
    Intersect: keep,
    Join: 'call 2(0.element); call 3(1.element); call 4(0.element, 1.element) > return.element',
    Last: oneThat,
    LastOrDefault: oneThat,
    LongCount: counted,
    Max: answered,
    [`Max(${source})`]: one,
    ...ofNumbers('Max'),
    MaxBy: oneThat,
    Min: answered,
    [`Min(${source})`]: one,
    ...ofNumbers('Min'),
    MinBy: oneThat,
    OfType: keep,
    Order: keep,
    OrderBy: ordered,
    OrderByDescending: ordered,
    OrderDescending: keep,
    Prepend: '0.element > return.element; 1 > return.element',
    Range: 'new',
    Repeat: '0 > return.element',
    Reverse: keep,
    Select: 'call 1(0.element) > return.element',
    SelectMany: 'call 1(0.element) > return.inner; return.inner.element > return.element',
    [`SelectMany(${source},System.Func\`2<!!0,System.Collections.Generic.IEnumerable\`1<!!1>>,System.Func\`3<!!0,!!1,!!2>)`]:
      'call 1(0.element) > return.inner; call 2(0.element, return.inner.element) > return.element',
    [`SelectMany(${source},System.Func\`3<!!0,System.Int32,System.Collections.Generic.IEnumerable\`1<!!1>>,System.Func\`3<!!0,!!1,!!2>)`]:
      'call 1(0.element) > return.inner; call 2(0.element, return.inner.element) > return.element',
    SequenceEqual: '0.element ~measure> return; 1.element ~measure> return',
    Single: oneThat,
    SingleOrDefault: oneThat,
    Skip: keep,
    SkipLast: keep,
    SkipWhile: filtered,
    Sum: answered,
    ...ofNumbers('Sum'),
    Take: keep,
    TakeLast: keep,
    TakeWhile: filtered,
    ThenBy: ordered,
    ThenByDescending: ordered,
    ToArray: keep,
    ToDictionary: toDictionary,
    [`ToDictionary(${source},${selector},${elementSelector})`]: toDictionaryOf,
    [`ToDictionary(${source},${selector},${elementSelector},${comparer})`]: toDictionaryOf,
    ToHashSet: keep,
    ToList: keep,
    ToLookup: groups,
    [`ToLookup(${source},${selector},${elementSelector})`]: groupsOf,
    [`ToLookup(${source},${selector},${elementSelector},${comparer})`]: groupsOf,
    TryGetNonEnumeratedCount: '0.element ~measure> 1',
    Union: keepBoth,
    UnionBy: '0.element > return.element; 1.element > return.element; call 2(0.element); call 2(1.element)',
    Where: filtered,
    Zip: 'call 2(0.element, 1.element) > return.element',
  },
  'System.Linq.IGrouping`2': { get_Key: 'this.key > return' },
  'System.Linq.ILookup`2': {
    Contains: 'this.key ~measure> return; 0 ~measure> return',
    get_Count: 'this.key ~measure> return',
    get_Item: 'this.element > return.element',
  },
  'System.Linq.Lookup`2': {
    Contains: 'this.key ~measure> return; 0 ~measure> return',
    GetEnumerator: 'this.element > return.element',
    get_Count: 'this.key ~measure> return',
    get_Item: 'this.element > return.element',
  },
  'System.Linq.IOrderedEnumerable`1': { CreateOrderedEnumerable: 'this.element > return.element; call 0(this.element)' },
  // Its lambdas are expression trees, which no delegate runs: what comes out is what went in.
  'System.Linq.Queryable': {
    Aggregate: '0.element ~> return; 1 ~> return',
    All: compared,
    Any: compared,
    AsQueryable: '0 > return',
    Cast: keep,
    Concat: keepBoth,
    Contains: compared,
    Count: compared,
    Distinct: keep,
    ElementAt: one,
    ElementAtOrDefault: one,
    Except: keep,
    First: one,
    FirstOrDefault: one,
    GroupBy: 'return > return.element; 0.element > return.element; 0.element ~> return.key',
    Intersect: keep,
    Join: '0.element ~> return.element; 1.element ~> return.element',
    Last: one,
    LastOrDefault: one,
    OfType: keep,
    OrderBy: keep,
    OrderByDescending: keep,
    Reverse: keep,
    Select: '0.element ~> return.element',
    SelectMany: '0.element ~> return.element',
    Single: one,
    SingleOrDefault: one,
    Skip: keep,
    SkipWhile: keep,
    Take: keep,
    TakeWhile: keep,
    ThenBy: keep,
    ThenByDescending: keep,
    Union: keepBoth,
    Where: keep,
  },
  'System.Linq.ParallelEnumerable': {
    Aggregate: '0.element > return; 1 > return; call 1(return, 0.element) > return; call 2(return, 0.element) > return',
    All: counted,
    Any: counted,
    AsEnumerable: '0 > return',
    AsOrdered: '0 > return',
    AsParallel: '0 > return',
    AsSequential: '0 > return',
    AsUnordered: '0 > return',
    Average: counted,
    Cast: keep,
    Concat: keepBoth,
    Contains: compared,
    Count: counted,
    DefaultIfEmpty: '0.element > return.element; 1 > return.element',
    Distinct: keep,
    ElementAt: one,
    ElementAtOrDefault: one,
    Empty: 'new',
    Except: keep,
    First: oneThat,
    FirstOrDefault: oneThat,
    ForAll: 'call 1(0.element)',
    GroupBy: groups,
    Intersect: keep,
    Last: oneThat,
    LastOrDefault: oneThat,
    LongCount: counted,
    Max: chosen,
    Min: chosen,
    OfType: keep,
    OrderBy: ordered,
    OrderByDescending: ordered,
    Range: 'new',
    Repeat: '0 > return.element',
    Reverse: keep,
    Select: 'call 1(0.element) > return.element',
    SelectMany: 'call 1(0.element) > return.inner; return.inner.element > return.element',
    Single: oneThat,
    SingleOrDefault: oneThat,
    Skip: keep,
    SkipWhile: filtered,
    Sum: chosen,
    Take: keep,
    TakeWhile: filtered,
    ThenBy: ordered,
    ThenByDescending: ordered,
    ToArray: keep,
    ToDictionary: toDictionary,
    ToList: keep,
    ToLookup: groups,
    Union: keepBoth,
    Where: filtered,
    WithCancellation: '0 > return',
    WithDegreeOfParallelism: '0 > return',
    WithExecutionMode: '0 > return',
    WithMergeOptions: '0 > return',
    Zip: 'call 2(0.element, 1.element) > return.element',
  },
  'System.Threading.Tasks.Parallel': {
    For: 'call 2(); call 3(); call 4(); call 5()',
    ForEach: body,
    ForEachAsync: body,
    Invoke: 'call 0.element(); call 1.element()',
  },
  'System.Threading.Tasks.ParallelLoopState': { Break: '', Stop: '', get_IsStopped: '', get_ShouldExitCurrentIteration: '' },
}
