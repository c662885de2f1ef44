import { membersOf } from './feature.ts'
import type { Rule } from './rule.ts'

const binder = 'Microsoft.CSharp.RuntimeBinder.Binder'
const visualBasic = 'Microsoft.VisualBasic.CompilerServices'

/** Calls whose target stands in data, not in an instruction. Ordinary in 63 of 67 agents: what resolves is followed. */
export const reflectionRules: readonly Rule[] = [
  {
    id: 'reflect.invoke',
    title: 'Calls members by reflection',
    category: 'code-load',
    severity: 'medium',
    attack: [],
    why: 'What is called shows only where the name can be recovered.',
    anyOf: [
      ...membersOf('System.Reflection.MethodBase', 'Invoke'),
      ...membersOf('System.Reflection.MethodInfo', 'CreateDelegate'),
      ...membersOf('System.Reflection.ConstructorInfo', 'Invoke'),
      ...membersOf('System.Type', 'InvokeMember'),
      ...membersOf('System.Delegate', 'DynamicInvoke', 'CreateDelegate'),
    ],
  },
  {
    id: 'reflect.late-call',
    title: 'Calls members by name at run time (Visual Basic)',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'Late binding of Visual Basic: the name stands beside the call.',
    anyOf: [
      ...membersOf(`${visualBasic}.NewLateBinding`, 'LateCall', 'LateGet', 'LateSet', 'LateIndexGet', 'LateIndexSet', 'LateSetComplex'),
      ...membersOf(`${visualBasic}.LateBinding`, 'LateCall', 'LateGet', 'LateSet', 'LateIndexGet'),
      ...membersOf('Microsoft.VisualBasic.Interaction', 'CallByName'),
      ...membersOf('Microsoft.VisualBasic.CompilerServices.Versioned', 'CallByName'),
    ],
  },
  {
    id: 'reflect.dynamic',
    title: 'Calls members by name at run time (C# dynamic)',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'The C# form of late binding; COM objects are used this way.',
    anyOf: membersOf(binder, 'InvokeMember', 'GetMember', 'SetMember', 'InvokeConstructor', 'Invoke', 'GetIndex', 'SetIndex'),
  },
  {
    id: 'reflect.data',
    title: 'Reads or sets fields and properties by reflection',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'Settings are filled this way; so are private fields of Exchange.',
    anyOf: [
      ...membersOf('System.Reflection.PropertyInfo', 'GetValue', 'SetValue'),
      ...membersOf('System.Reflection.FieldInfo', 'GetValue', 'SetValue', 'SetValueDirect'),
    ],
  },
  {
    id: 'reflect.type-by-name',
    title: 'Looks up a type by name',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'The name may be computed so that no reference shows.',
    anyOf: [
      ...membersOf('System.Type', 'GetType(System.String)', 'GetType(System.String,System.Boolean)', 'GetType(System.String,System.Boolean,System.Boolean)'),
      ...membersOf('System.Reflection.Assembly', 'GetType(System.String)', 'GetType(System.String,System.Boolean)'),
      ...membersOf('System.Reflection.Assembly', 'GetType(System.String,System.Boolean,System.Boolean)'),
      ...membersOf('System.Reflection.Module', 'GetType(System.String)', 'ResolveType', 'ResolveMethod', 'ResolveMember'),
    ],
  },
  {
    id: 'reflect.member-by-name',
    title: 'Looks up members by name',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'The first half of a call by reflection.',
    anyOf: [
      ...membersOf('System.Type', 'GetMethod', 'GetProperty', 'GetField', 'GetConstructor', 'GetMember', 'GetEvent'),
      ...membersOf('System.Reflection.Module', 'GetMethod', 'GetField'),
      ...membersOf('System.Reflection.RuntimeReflectionExtensions', 'GetRuntimeMethod', 'GetRuntimeProperty', 'GetRuntimeField'),
    ],
  },
  {
    id: 'reflect.list',
    title: 'Lists types or members',
    category: 'code-load',
    severity: 'info',
    attack: [],
    why: 'Plug-in search; or an own lookup by hash that names nothing.',
    anyOf: [
      ...membersOf('System.Reflection.Assembly', 'GetTypes', 'GetExportedTypes', 'get_DefinedTypes', 'GetModules'),
      ...membersOf('System.Type', 'GetMethods', 'GetProperties', 'GetFields', 'GetMembers', 'GetConstructors', 'GetEvents', 'GetInterfaces'),
      ...membersOf('System.AppDomain', 'GetAssemblies'),
    ],
  },
  {
    id: 'reflect.create',
    title: 'Makes objects of a type chosen at run time',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'Plug-ins and providers named in a configuration file.',
    anyOf: [
      ...membersOf(
        'System.Activator',
        'CreateInstance(System.Type)',
        'CreateInstance(System.Type,System.Boolean)',
        'CreateInstance(System.Type,System.Object[])',
      ),
      ...membersOf('System.Activator', 'CreateInstance(System.String,System.String)', 'CreateInstance(System.Type,System.Object[],System.Object[])'),
      ...membersOf('System.Reflection.Assembly', 'CreateInstance'),
      ...membersOf('System.Runtime.Serialization.FormatterServices', 'GetUninitializedObject'),
    ],
  },
  {
    id: 'reflect.expression',
    title: 'Compiles expression trees',
    category: 'code-load',
    severity: 'low',
    attack: [],
    why: 'Mapping libraries; hides calls about as well as reflection does.',
    anyOf: [
      ...membersOf('System.Linq.Expressions.LambdaExpression', 'Compile', 'CompileToMethod'),
      ...membersOf('System.Linq.Expressions.Expression`1', 'Compile'),
      ...membersOf('System.Linq.Expressions.Expression', 'Call', 'Invoke'),
    ],
  },
  {
    id: 'reflect.com',
    title: 'Makes COM objects',
    category: 'native',
    severity: 'medium',
    attack: ['T1559.001'],
    why: 'Office, WMI, shells and schedulers hide behind a class id or a program name.',
    anyOf: [
      ...membersOf('System.Type', 'GetTypeFromProgID', 'GetTypeFromCLSID'),
      ...membersOf('System.Runtime.InteropServices.Marshal', 'GetTypeFromCLSID', 'GetActiveObject', 'BindToMoniker', 'GetObjectForIUnknown'),
      ...membersOf('Microsoft.VisualBasic.Interaction', 'CreateObject', 'GetObject'),
      { native: 'CoCreateInstance' },
      { native: 'CoCreateInstanceEx' },
      { native: 'CoGetObject' },
    ],
  },
]
