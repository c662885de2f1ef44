/** Members that give their operand back in another form that compares the same: which operand, and whether case is folded. */
export const forms: ReadonlyMap<string, { readonly operand: number; readonly folds: boolean }> = new Map([
  ...form(['System.String::Trim', 'System.String::TrimEnd', 'System.String::TrimStart', 'System.String::Normalize', 'System.String::Clone'], false),
  ...form(['System.String::ToString', 'System.Object::ToString', 'System.String::Intern', 'System.Convert::ToString'], false),
  ...form(['System.String::ToLower', 'System.String::ToUpper', 'System.String::ToLowerInvariant', 'System.String::ToUpperInvariant'], true),
  ...form(['System.Char::ToLower', 'System.Char::ToUpper', 'System.Char::ToLowerInvariant', 'System.Char::ToUpperInvariant'], true),
  ...form(['Microsoft.VisualBasic.Strings::LCase', 'Microsoft.VisualBasic.Strings::UCase'], true),
  ...form(['Microsoft.VisualBasic.Strings::Trim', 'Microsoft.VisualBasic.Strings::LTrim', 'Microsoft.VisualBasic.Strings::RTrim'], false),
  ...form(['Microsoft.VisualBasic.CompilerServices.Conversions::ToString', 'Microsoft.VisualBasic.CompilerServices.Conversions::ToInteger'], false),
  ...form(['System.Nullable`1::get_Value', 'System.Nullable`1::GetValueOrDefault', 'System.Nullable`1::.ctor', 'System.Lazy`1::get_Value'], false),
  ...form(['Microsoft.Exchange.Data.Transport.RoutingAddress::ToString', 'Microsoft.Exchange.Data.Transport.RoutingAddress::op_Explicit'], false),
  ...form(['Microsoft.Exchange.Data.Transport.RoutingAddress::op_Implicit', 'Microsoft.Exchange.Data.Transport.RoutingAddress::Parse'], false),
  ...form(['Microsoft.Exchange.Data.Transport.RoutingAddress::.ctor(System.String)'], false),
])

function form(names: readonly string[], folds: boolean): (readonly [string, { readonly operand: number; readonly folds: boolean }])[] {
  return names.map((name) => [name, { operand: 0, folds }])
}
