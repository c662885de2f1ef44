import type { MemberTable } from './member-table.ts'

const fromAll = 'params ~> return'
const look = 'this ~measure> return; params ~measure> return'

const sizes = [1, 2, 3, 4, 5, 6, 7, 8] as const
const items = ['item1', 'item2', 'item3', 'item4', 'item5', 'item6', 'item7', 'item8'] as const
const compared = { Equals: look, GetHashCode: look, ToString: 'this ~> return' } as const
/** The eighth parameter and member of a tuple holds a tuple of the rest. */
const filled = items.map((item, at) => `${at} > this.${item}`)
const given = items.map((item, at) => [at === 7 ? 'get_Rest' : `get_Item${at + 1}`, `this.${item} > return`] as const)
const tuples: MemberTable = Object.fromEntries(
  sizes.flatMap((size) => {
    const members = { ...compared, '.ctor': filled.slice(0, size).join('; ') }
    return [
      [`System.Tuple\`${size}`, { ...members, ...Object.fromEntries(given.slice(0, size)) }],
      [`System.ValueTuple\`${size}`, { ...members, CompareTo: look }],
    ] as const
  }),
)
const makeTuple =
  '0 > return.item1; 1 > return.item2; 2 > return.item3; 3 > return.item4; 4 > return.item5; 5 > return.item6; 6 > return.item7; 7 > return.item8'

/** A variable of a type that holds one value: it is that value. */
const holder = { '.ctor': '0 > this.value', ToString: 'this.value ~> return', get_Value: 'this.value > return', set_Value: '0 > this.value' } as const

/** Reading and writing a variable whose address is given. */
const exchange = '0 > return; 1 > 0'

/** An event, a semaphore, a token: what raises it leaves it in a place of its own, and what asks looks there. */
export const raises = 'this > this.result'
export const raised = 'this.result > return'

/** Members that everything has, values that hold others, and what keeps threads apart. */
export const valueMembers: MemberTable = {
  ...tuples,
  'System.Tuple': { Create: makeTuple },
  'System.ValueTuple': { Create: makeTuple, CompareTo: '', Equals: '', GetHashCode: '', ToString: '' },
  'System.TupleExtensions': { Deconstruct: '0.item1 > 1; 0.item2 > 2; 0.item3 > 3; 0.item4 > 4; 0.item5 > 5; 0.item6 > 6; 0.item7 > 7' },
  'System.Runtime.CompilerServices.StrongBox`1': { '.ctor': '0 > this.value' },
  'System.Object': {
    '.ctor': '',
    Equals: look,
    Finalize: '',
    GetHashCode: 'this ~measure> return',
    // which type it is, the solver knows
    GetType: '',
    MemberwiseClone: 'same',
    ReferenceEquals: '',
    ToString: 'this ~> return',
  },
  'System.ValueType': { '.ctor': '', Equals: look, GetHashCode: 'this ~measure> return', ToString: 'this ~> return' },
  'System.Enum': {
    CompareTo: look,
    Equals: look,
    Format: '1 ~> return',
    GetHashCode: look,
    GetName: '1 ~> return',
    GetNames: 'new',
    GetTypeCode: '',
    GetUnderlyingType: '',
    GetValues: 'new',
    HasFlag: look,
    IsDefined: '1 ~measure> return',
    Parse: '0 ~> return; 1 ~> return',
    ToObject: '1 ~> return',
    ToString: 'this ~> return',
    TryParse: '0 ~> 1; 0 ~> 2; 0 ~measure> return',
  },
  'System.Attribute': { '.ctor': '', GetHashCode: '', Equals: '' },
  'System.MarshalByRefObject': { '.ctor': '', CreateObjRef: '', GetLifetimeService: '', InitializeLifetimeService: '', MemberwiseClone: 'same' },
  'System.EventArgs': { '.ctor': '' },
  'System.IDisposable': { Dispose: '' },
  'System.ICloneable': { Clone: 'same' },
  'System.IServiceProvider': { GetService: '' },
  'System.Collections.IComparer': { Compare: 'params ~measure> return' },
  'System.Collections.IEqualityComparer': { Equals: 'params ~measure> return', GetHashCode: '0 ~measure> return' },
  'System.Collections.Generic.IComparer`1': { Compare: 'params ~measure> return' },
  'System.Collections.Generic.IEqualityComparer`1': { Equals: 'params ~measure> return', GetHashCode: '0 ~measure> return' },
  'System.Collections.Generic.Comparer`1': { '.ctor': '', Compare: 'params ~measure> return', Create: 'new; 0 > return.target', get_Default: '' },
  'System.Collections.Generic.EqualityComparer`1': {
    '.ctor': '',
    Equals: 'params ~measure> return',
    GetHashCode: '0 ~measure> return',
    get_Default: '',
  },
  'System.Collections.CaseInsensitiveComparer': { Compare: 'params ~measure> return', get_Default: '', get_DefaultInvariant: '' },
  'System.Collections.Comparer': { Compare: 'params ~measure> return' },
  // a value that may be missing is that value
  'System.Nullable`1': {
    '.ctor': '0 > this',
    Equals: look,
    GetHashCode: look,
    GetValueOrDefault: 'this > return; 0 > return',
    ToString: 'this ~> return',
    get_HasValue: look,
    get_Value: 'same',
    op_Explicit: '0 > return',
    op_Implicit: '0 > return',
  },
  'System.Nullable': { Compare: 'params ~measure> return', Equals: 'params ~measure> return', GetUnderlyingType: '' },
  'System.Lazy`1': {
    // what makes the value runs when it is asked for
    '.ctor': '0 > this.target',
    ToString: 'this.result ~> return',
    get_IsValueCreated: '',
    get_Value: 'call this.target() > this.result; this.result > return',
  },
  'System.Threading.ThreadLocal`1': {
    '.ctor': '0 > this.target',
    Dispose: '',
    get_IsValueCreated: '',
    get_Value: 'call this.target() > this.value; this.value > return',
    get_Values: 'this.value > return.element',
    set_Value: '0 > this.value',
  },
  'System.Threading.AsyncLocal`1': { ...holder, '.ctor': '' },
  'System.Threading.LazyInitializer': { EnsureInitialized: 'call 1() > 0; call 2() > 0; call 3() > 0; 0 > return' },
  'System.WeakReference': { '.ctor': '0 > this.target', get_IsAlive: '', get_Target: 'this.target > return', set_Target: '0 > this.target' },
  'System.WeakReference`1': { '.ctor': '0 > this.target', SetTarget: '0 > this.target', TryGetTarget: 'this.target > 0' },
  'System.Runtime.CompilerServices.ConditionalWeakTable`2': {
    '.ctor': '',
    Add: '0 > this.key; 1 > this.value',
    GetOrCreateValue: 'this.value > return; new; return > this.value',
    GetValue: '0 > this.key; call 1(0) > this.value; this.value > return',
    Remove: '',
    TryGetValue: 'this.value > 1',
  },
  'System.Threading.Interlocked': {
    Add: '1 ~> 0; 0 ~> return',
    And: '0 > return; 1 ~> 0',
    CompareExchange: exchange,
    Decrement: '0 ~> return',
    Exchange: exchange,
    Increment: '0 ~> return',
    MemoryBarrier: '',
    Or: '0 > return; 1 ~> 0',
    Read: '0 > return',
  },
  'System.Threading.Volatile': { Read: '0 > return', Write: '1 > 0' },
  'System.Threading.Monitor': { Enter: '', Exit: '', IsEntered: '', Pulse: '', PulseAll: '', TryEnter: '', Wait: '' },
  'System.Threading.WaitHandle': { Close: '', Dispose: '', WaitAll: '', WaitAny: '', WaitOne: raised, SignalAndWait: '' },
  'System.Threading.EventWaitHandle': { '.ctor': '', OpenExisting: '', Reset: '', Set: raises },
  'System.Threading.AutoResetEvent': { '.ctor': '' },
  'System.Threading.ManualResetEvent': { '.ctor': '' },
  'System.Threading.ManualResetEventSlim': { '.ctor': '', Dispose: '', Reset: '', Set: raises, Wait: raised, get_IsSet: raised, get_WaitHandle: 'same' },
  'System.Threading.Mutex': { '.ctor': '', OpenExisting: '', ReleaseMutex: '' },
  'System.Threading.Semaphore': { '.ctor': '', Release: raises },
  'System.Threading.SemaphoreSlim': { '.ctor': '', Dispose: '', Release: raises, Wait: raised, WaitAsync: 'new', get_CurrentCount: '' },
  'System.Threading.CountdownEvent': { '.ctor': '', AddCount: '', Dispose: '', Reset: '', Signal: raises, Wait: raised, get_IsSet: raised },
  'System.Threading.ReaderWriterLock': {
    '.ctor': '',
    AcquireReaderLock: '',
    AcquireWriterLock: '',
    DowngradeFromWriterLock: '',
    ReleaseReaderLock: '',
    ReleaseWriterLock: '',
    UpgradeToWriterLock: '',
  },
  'System.Threading.ReaderWriterLockSlim': {
    '.ctor': '',
    Dispose: '',
    EnterReadLock: '',
    EnterUpgradeableReadLock: '',
    EnterWriteLock: '',
    ExitReadLock: '',
    ExitUpgradeableReadLock: '',
    ExitWriteLock: '',
    TryEnterReadLock: '',
    TryEnterWriteLock: '',
  },
  'System.Threading.SpinLock': { '.ctor': '', Enter: '', Exit: '', TryEnter: '' },
  'System.Threading.SpinWait': { SpinOnce: '', SpinUntil: 'call 0()' },
  'System.GC': {
    AddMemoryPressure: '',
    Collect: '',
    CollectionCount: '',
    GetTotalMemory: '',
    KeepAlive: '',
    RemoveMemoryPressure: '',
    ReRegisterForFinalize: '',
    SuppressFinalize: '',
    WaitForPendingFinalizers: '',
  },
  'System.Runtime.CompilerServices.RuntimeHelpers': {
    EnsureSufficientExecutionStack: '',
    Equals: 'params ~measure> return',
    ExecuteCodeWithGuaranteedCleanup: 'call 0(2); call 1(2)',
    GetHashCode: '0 ~measure> return',
    GetObjectValue: '0 > return',
    GetSubArray: '0.element > return.element',
    // the constants of the array stand in the file
    InitializeArray: '',
    PrepareConstrainedRegions: '',
    PrepareMethod: '',
    RunClassConstructor: '',
    RunModuleConstructor: '',
    get_OffsetToStringData: '',
  },
  'System.Runtime.CompilerServices.Unsafe': { AddByteOffset: '0 > return', Subtract: '0 > return', Unbox: '0 > return' },
  'System.IntPtr': { Equals: look, GetHashCode: look, ToString: 'this ~> return' },
  'System.UIntPtr': {
    Equals: look,
    GetHashCode: look,
    ToString: 'this ~> return',
    ToUInt32: 'this > return',
    ToUInt64: 'this > return',
    op_Equality: look,
    op_Inequality: look,
  },
  'System.DBNull': { ToString: '' },
  'System.ComponentModel.Component': { '.ctor': '', Dispose: '', get_Container: '', get_Site: '', set_Site: '' },
  'System.ComponentModel.TypeConverter': {
    CanConvertFrom: '',
    CanConvertTo: '',
    ConvertFrom: fromAll,
    ConvertFromInvariantString: '0 ~> return',
    ConvertFromString: fromAll,
    ConvertTo: fromAll,
    ConvertToInvariantString: fromAll,
    ConvertToString: fromAll,
  },
  'System.ComponentModel.TypeDescriptor': { GetConverter: 'new' },
}
