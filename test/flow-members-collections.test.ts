import t from 'tap'
import type { CellName, Effect, Place } from '../lib/flow/effect.ts'
import { collectionMembers } from '../lib/flow/members/collections.ts'
import { delegateMembers } from '../lib/flow/members/delegates.ts'
import { linqMembers } from '../lib/flow/members/linq.ts'
import { lookupEffects } from '../lib/flow/members/lookup.ts'
import { taskMembers } from '../lib/flow/members/tasks.ts'
import { textMembers } from '../lib/flow/members/text.ts'
import { valueMembers } from '../lib/flow/members/values.ts'

function effects(api: string, parameters: string | null = null): readonly Effect[] {
  return lookupEffects(api, parameters === null ? api : `${api}(${parameters})`) ?? []
}

function written(place: Place): string {
  return [place.base, ...place.cells].join('.') + (place.keyed === null ? '' : `[${place.keyed}]`)
}

/** Where things go, as the tables write it. */
function moves(api: string, parameters: string | null = null): string[] {
  return effects(api, parameters).flatMap((one) => {
    if (one.kind === 'copy') return [`${written(one.from)} > ${written(one.to)}`]
    return one.kind === 'data' ? [`${written(one.from)} ${one.as === 'same' ? '~' : `~${one.as}`}> ${written(one.to)}`] : []
  })
}

function calls(api: string, parameters: string | null = null): string[] {
  return effects(api, parameters).flatMap((one) =>
    one.kind === 'call' ? [`${written(one.delegate)}(${one.with.map(written).join(', ')})${one.to === null ? '' : ` > ${written(one.to)}`}`] : [],
  )
}

const generic = 'System.Collections.Generic'
const source = `${generic}.IEnumerable\`1<!!0>`

/** Objects with cells, as far as a test needs them: what two members do one after the other. */
type Thing = Map<string, Set<unknown>>
const put = (thing: Thing, cell: string, value: unknown) => thing.set(cell, (thing.get(cell) ?? new Set()).add(value))

/** Runs the copies of a member on a receiver with given arguments; a key is its parameter's own value. Gives what comes back. */
function run(api: string, receiver: Thing, given: readonly unknown[] = []): { readonly values: Set<unknown>; readonly made: Thing } {
  const made: Thing = new Map()
  const values = new Set<unknown>()
  const at = (place: Place): unknown[] => (place.base === 'this' ? [receiver] : place.base === 'return' ? [made, ...values] : [given[Number(place.base)]])
  const named = (cell: CellName, place: Place) => (place.keyed === null ? cell : `${cell}[${String(given[place.keyed])}]`)
  const read = (place: Place): unknown[] => {
    const cell = place.keyed === null ? place.cells[0] : (place.cells[0] ?? 'value')
    if (cell === undefined) return at(place)
    return at(place).flatMap((one) =>
      one instanceof Map ? [...one].filter(([name]) => fits(name, named(cell, place))).flatMap(([, found]) => [...found]) : [],
    )
  }
  for (let round = 0; round < 3; round++) {
    for (const one of effects(api)) {
      if (one.kind !== 'copy') continue
      const cell = one.to.keyed === null ? one.to.cells[0] : (one.to.cells[0] ?? 'value')
      for (const value of read(one.from)) {
        if (cell === undefined) values.add(value)
        else for (const holder of at(one.to)) if (holder instanceof Map) put(holder, named(cell, one.to), value)
      }
    }
  }
  return { values, made }
}

/** Who asks without a key sees all; who asks with one sees what is under it, and what is under no key that is known. */
function fits(name: string, asked: string): boolean {
  return name === asked || name.startsWith(`${asked}[`) || asked.startsWith(`${name}[`)
}

t.test('what is put into a dictionary is found under its key, and under no other', async (t) => {
  for (const type of [
    `${generic}.Dictionary\`2`,
    `${generic}.IDictionary\`2`,
    'System.Collections.Hashtable',
    'System.Collections.Specialized.NameValueCollection',
  ]) {
    const dictionary: Thing = new Map()
    run(`${type}::Add`, dictionary, ['a', 'first'])
    run(`${type}::set_Item`, dictionary, ['b', 'second'])
    t.same([...run(`${type}::get_Item`, dictionary, ['a']).values], ['first'], type)
    t.same([...run(`${type}::get_Item`, dictionary, ['c']).values], [], type)
  }
})

t.test('enumerating a dictionary gives its keys and values, through its own enumerator and through the interface', async (t) => {
  const dictionary: Thing = new Map()
  run(`${generic}.Dictionary\`2::Add`, dictionary, ['a', 'first'])
  const own = run(`${generic}.Dictionary\`2::GetEnumerator`, dictionary).made
  const pair = run(`${generic}.Dictionary\`2/Enumerator::get_Current`, own).made
  t.same([...run(`${generic}.KeyValuePair\`2::get_Value`, pair).values], ['first'])
  const other = run(`${generic}.IEnumerable\`1::GetEnumerator`, dictionary).made
  const [entry] = run(`${generic}.IEnumerator\`1::get_Current`, other).values
  t.ok(entry instanceof Map)
  if (entry instanceof Map) t.same([...run(`${generic}.KeyValuePair\`2::get_Key`, entry).values], ['a'])
})

t.test('what is put into a collection comes out of it', async (t) => {
  const pairs = [
    [`${generic}.List\`1`, 'Add', 'get_Item'],
    [`${generic}.ICollection\`1`, 'Add', null],
    [`${generic}.Queue\`1`, 'Enqueue', 'Dequeue'],
    [`${generic}.Stack\`1`, 'Push', 'Pop'],
    ['System.Collections.ArrayList', 'Add', 'get_Item'],
    ['System.Collections.Specialized.StringCollection', 'Add', 'get_Item'],
    ['System.Collections.Concurrent.BlockingCollection`1', 'Add', 'Take'],
    ['System.Collections.Concurrent.ConcurrentBag`1', 'Add', null],
  ] as const
  for (const [type, add, take] of pairs) {
    const collection: Thing = new Map()
    run(`${type}::${add}`, collection, ['x'])
    if (take !== null) t.same([...run(`${type}::${take}`, collection, [0]).values], ['x'], `${type}::${take}`)
    const enumerator = run(`${generic}.IEnumerable\`1::GetEnumerator`, collection).made
    t.same([...run(`${generic}.IEnumerator\`1::get_Current`, enumerator).values], ['x'], type)
  }
  for (const type of ['ConcurrentQueue`1', 'ConcurrentStack`1', 'ConcurrentBag`1']) {
    const name = `System.Collections.Concurrent.${type}`
    t.ok(
      ['TryDequeue', 'TryPop', 'TryTake'].some((take) => moves(`${name}::${take}`).includes('this.element > 0')),
      name,
    )
  }
})

t.test('reading a collection never writes it', async (t) => {
  for (const name of ['get_Item', 'Contains', 'ToArray', 'Find', 'get_Count']) {
    t.notOk(
      moves(`${generic}.List\`1::${name}`).some((move) => / [~a-z]*> (this|\d)/.test(move)),
      name,
    )
  }
})

t.test('putting an object into a collection asks nothing of it', async (t) => {
  for (const [type, name] of [
    [`${generic}.List\`1`, 'Add'],
    [`${generic}.HashSet\`1`, 'Add'],
    ['System.Collections.ArrayList', 'Insert'],
  ] as const) {
    t.ok(
      effects(`${type}::${name}`).every(({ kind }) => kind === 'copy'),
      `${type}::${name}`,
    )
  }
})

t.test('arrays are copied from where they are to where they are to be', async (t) => {
  t.same(moves('System.Array::Copy', 'System.Array,System.Array,System.Int32'), ['0.element > 1.element'])
  t.same(moves('System.Array::Copy', 'System.Array,System.Int32,System.Array,System.Int32,System.Int32'), ['0.element > 2.element'])
  t.same(moves('System.Buffer::BlockCopy'), ['0 ~> 2'])
})

t.test('a filter keeps the elements, a projection gives what its delegate gives', async (t) => {
  t.same(moves('System.Linq.Enumerable::Where'), ['0.element > return.element'])
  t.same(calls('System.Linq.Enumerable::Where'), ['1(0.element)'])
  t.same(moves('System.Linq.Enumerable::Select'), [])
  t.same(calls('System.Linq.Enumerable::Select'), ['1(0.element) > return.element'])
  t.same(moves('System.Linq.Enumerable::First', `${source},System.Func\`2<!!0,System.Boolean>`), ['0.element > return'])
  t.same(moves('System.Linq.Enumerable::Count', source), ['0.element ~measure> return'])
})

t.test('a dictionary made of a sequence has the elements or what the second delegate makes of them', async (t) => {
  const api = 'System.Linq.Enumerable::ToDictionary'
  t.ok(moves(api, `${source},System.Func\`2<!!0,!!1>`).includes('0.element > return.value'))
  t.same(calls(api, `${source},System.Func\`2<!!0,!!1>,System.Func\`2<!!0,!!2>`), ['1(0.element) > return.key', '2(0.element) > return.value'])
  t.notOk(moves(api, `${source},System.Func\`2<!!0,!!1>,System.Func\`2<!!0,!!2>`).includes('0.element > return.value'))
})

t.test('threads, pools and timers call what they are given, with the state that they are given', async (t) => {
  t.same(calls('System.Threading.ThreadPool::QueueUserWorkItem', 'System.Threading.WaitCallback,System.Object'), ['0(1)', '0()'])
  t.same(calls('System.Threading.ThreadPool::QueueUserWorkItem', 'System.Threading.WaitCallback'), ['0()'])
  t.same(calls('System.Threading.Thread::Start', 'System.Object'), ['this.target(0)', 'this.target()'])
  t.same(calls('System.Threading.Thread::Start', ''), ['this.target()'])
  t.same(moves('System.Threading.Thread::.ctor', 'System.Threading.ThreadStart'), ['0 > this.target'])
  t.same(calls('System.Threading.Thread::.ctor', 'System.Threading.ThreadStart'), [], 'what guards the start guards it')
  t.same(calls('System.Threading.Timer::.ctor', 'System.Threading.TimerCallback,System.Object,System.Int32,System.Int32'), ['0(1)'])
  t.same(moves('System.Threading.Timer::.ctor', 'System.Threading.TimerCallback'), ['0 > this.target'])
  t.same(calls('System.Threading.Timer::Change', 'System.Int32,System.Int32'), ['this.target(this)'], 'without a time it waits for one')
  t.same(moves('System.Timers.Timer::add_Elapsed', 'System.Timers.ElapsedEventHandler'), ['0 > this.target'])
  t.same(calls('System.Timers.Timer::Start', ''), ['this.target(this)'], 'what guards the start guards it')
})

t.test('a task holds what its delegate gives, and waiting for it gives that', async (t) => {
  const task = 'System.Threading.Tasks.Task'
  t.same(calls(`${task}::Run`, 'System.Func`1<!!0>'), ['0() > return.result'])
  t.same(calls(`${task}::Run`, `System.Func\`1<${task}\`1<!!0>>`), ['0() > return'], 'a task of a task is that task')
  t.same(calls(`${task}Factory::StartNew`, 'System.Action'), ['0() > return.result'])
  t.same(moves(`${task}\`1::get_Result`), ['this.result > return'])
  t.same(moves(`${task}\`1::GetAwaiter`), ['this > return'])
  t.same(moves('System.Runtime.CompilerServices.TaskAwaiter`1::GetResult'), ['this.result > return'])
  t.ok(moves(`${task}::WhenAll`).includes('0.element.result > return.element'))
})

t.test('a builder is its task, and starts the state machine', async (t) => {
  for (const builder of ['AsyncTaskMethodBuilder`1', 'AsyncValueTaskMethodBuilder`1', 'AsyncVoidMethodBuilder']) {
    const name = `System.Runtime.CompilerServices.${builder}`
    t.match(effects(`${name}::Start`), [{ kind: 'run', on: { base: 0 }, method: 'MoveNext' }], name)
    t.match(effects(`${name}::Create`), [{ kind: 'new' }], name)
    t.same(moves(`${name}::SetResult`), ['0 > this.result'], name)
    t.notOk(
      effects(`${name}::AwaitUnsafeOnCompleted`).some((one) => one.kind === 'run' && one.method === 'MoveNext'),
      'where it goes on is joined to where it waited',
    )
  }
})

t.test('delegates are united, and called later with what they were given', async (t) => {
  t.same(moves('System.Delegate::Combine', 'System.Delegate,System.Delegate'), ['0 > return', '1 > return'])
  t.same(moves('System.Delegate::Combine', 'System.Delegate[]'), ['0.element > return'])
  t.same(calls('System.Func`3::BeginInvoke'), ['this(0, 1) > return.result', '2(return)'])
  t.same(moves('System.Func`3::EndInvoke'), ['params.result > return'])
  t.same(calls('System.Action::BeginInvoke'), ['this() > return.result', '0(return)'])
})

t.test('an exchanged variable gives what it had and keeps what it is given', async (t) => {
  for (const name of ['Exchange', 'CompareExchange']) t.same(moves(`System.Threading.Interlocked::${name}`), ['0 > return', '1 > 0'])
})

t.test('text keeps what it is made of, and comparing it gives a measure', async (t) => {
  t.same(moves('System.String::Substring'), ['this ~> return'])
  t.same(moves('System.String::Split'), ['this ~> return.element'])
  t.same(moves('System.String::Replace', 'System.String,System.String'), ['this ~> return', '1 ~> return'])
  t.same(moves('System.String::Concat'), ['params ~> return'])
  for (const name of ['Equals', 'StartsWith', 'Contains', 'op_Equality', 'get_Length', 'GetHashCode']) {
    t.ok(
      effects(`System.String::${name}`).every((one) => one.kind === 'data' && one.as === 'measure'),
      name,
    )
  }
})

t.test('encoding, quoting and cutting a path does not clean anything', async (t) => {
  const apis = [
    ...['System.Web.HttpUtility::HtmlEncode', 'System.Net.WebUtility::UrlEncode', 'System.Uri::EscapeDataString', 'System.IO.Path::GetFileName'],
    ...['System.Convert::ToBase64String', 'System.Text.Encoding::GetString', 'System.Text.RegularExpressions.Regex::Escape'],
  ]
  for (const api of apis) t.ok(moves(api).includes('0 ~> return'), api)
  t.same(moves('System.Convert::FromBase64String'), ['0 ~> return.element'])
})

t.test('a builder of text holds it in its content and is what it gives back', async (t) => {
  t.same(moves('System.Text.StringBuilder::Append', 'System.String'), ['0 ~> this.content', 'this > return'])
  t.same(moves('System.Text.StringBuilder::ToString'), ['this.content ~> return'])
  t.same(moves('System.Text.StringBuilder::.ctor', 'System.Int32'), [])
})

t.test('an exception carries its message and its cause, whatever its type', async (t) => {
  for (const type of ['System.Exception', 'System.InvalidOperationException', 'System.IO.IOException', 'Microsoft.Exchange.Data.ExchangeDataException']) {
    t.same(moves(`${type}::.ctor`, 'System.String,System.Exception'), ['0 ~> this.content', '1 > this.inner'], type)
    t.same(moves(`${type}::get_Message`), ['this.content ~> return'], type)
    t.same(moves(`${type}::get_InnerException`), ['this.inner > return'], type)
  }
})

t.test('the clock is a source, what is worked out from it keeps that', async (t) => {
  for (const name of ['get_Now', 'get_UtcNow', 'get_Today']) t.match(effects(`System.DateTime::${name}`), [{ kind: 'source', source: 'time', grade: 'text' }])
  t.same(moves('System.DateTime::get_Hour'), ['this ~> return'])
})

t.test('items of a tuple are kept apart', async (t) => {
  t.same(moves('System.Tuple`2::.ctor'), ['0 > this.item1', '1 > this.item2'])
  t.same(moves('System.Tuple`2::get_Item2'), ['this.item2 > return'])
  t.same(moves('System.ValueTuple`2::.ctor'), ['0 > this.item1', '1 > this.item2'])
})

t.test('no member stands in two of these tables', async (t) => {
  const names = [textMembers, collectionMembers, linqMembers, taskMembers, delegateMembers, valueMembers]
    .flatMap((table) => Object.entries(table))
    .flatMap(([type, rows]) => Object.keys(rows).map((name) => `${type}::${name}`))
  t.same(
    names.filter((name, at) => names.indexOf(name, at + 1) >= 0),
    [],
  )
})
