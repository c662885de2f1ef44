// Custom attribute values of every shape, for the comparison with the oracle. Compiled by mcs, never run.
using System;

public enum Small : byte { A = 1, Z = 255 }
public enum Signed : sbyte { Minus = -1 }
public enum Short : short { Minus = -300 }
public enum Unsigned : ushort { Top = 65535 }
public enum Plain { Minus = -5, Five = 5 }
public enum Word : uint { Top = 0xFFFFFFFF }
public enum Long : long { Min = long.MinValue, Big = 1L << 60 }
public enum Huge : ulong { Top = ulong.MaxValue }

public class Outer<T> { public enum Inside : short { Two = 2 } public class Deep { } }
public class Holder { public enum Nested : byte { Nine = 9 } public class Within { } }

[AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
public class AnyAttribute : Attribute
{
    public AnyAttribute() { }
    public AnyAttribute(object value) { }
    public AnyAttribute(params object[] values) { }
    public AnyAttribute(string a, Type b, char c, bool d) { }
    public AnyAttribute(sbyte a, byte b, short c, ushort d, int e, uint f, long g, ulong h, float i, double j) { }
    public AnyAttribute(Small a, Signed b, Short c, Unsigned d, Plain e, Word f, Long g, Huge h) { }
    public AnyAttribute(Small[] a, Huge[] b, string[] c, Type[] d, char[] e, double[] f) { }
    public object Boxed { get; set; }
    public Small SmallValue { get; set; }
    public Small[] SmallValues;
    public Holder.Nested Nested { get; set; }
    public Type Type { get; set; }
    public Type[] Types;
    public string Text;
    public string[] Texts { get; set; }
    public long Number;
    public char Letter;
    public bool Flag { get; set; }
    public double Real;
    public float Half { get; set; }
    public object[] Many { get; set; }
    public AttributeTargets Targets;
    public DayOfWeek[] Days;
}

[Any]
[Any((object)5)]
[Any("text")]
[Any((object)'c')]
[Any((object)1L)]
[Any((object)1.5)]
[Any((object)true)]
[Any((object)Small.Z)]
[Any((object)Long.Min)]
[Any((object)DayOfWeek.Friday)]
[Any(typeof(string))]
[Any(Boxed = new int[] { 1, -2 })]
[Any(Boxed = new Small[] { Small.A })]
[Any(Boxed = new Type[] { typeof(int), null })]
[Any(1, "two", null, typeof(Holder.Within), Small.A, new object[] { 3, new string[] { "four", null } })]
[Any("", typeof(Outer<>.Deep), '\0', true)]
[Any(null, null, '\uD800', false)]
[Any("\u00e9\u20ac\U0001F600\t\"\\\u0001", typeof(System.Collections.Generic.Dictionary<string, int[]>), '\u20ac', true)]
[Any(-1, 255, -32768, 65535, -2147483648, 4294967295, long.MinValue, ulong.MaxValue, float.NaN, double.NegativeInfinity)]
[Any(1, 2, 3, 4, 5, 6, 7, 8, -0.0f, 0.1)]
[Any(Small.Z, Signed.Minus, Short.Minus, Unsigned.Top, Plain.Minus, Word.Top, Long.Big, Huge.Top)]
[Any(new Small[0], null, new string[] { null, "", "x" }, new Type[] { typeof(void), typeof(int*), typeof(int[,]), typeof(Outer<string>.Deep) }, new char[] { 'a', '"' }, new double[] { 1, double.NaN })]
[Any(Boxed = Small.Z, SmallValue = Small.A, SmallValues = new Small[] { Small.A, Small.Z }, Nested = Holder.Nested.Nine)]
[Any(Boxed = new object[] { Outer<int>.Inside.Two, Huge.Top }, Type = typeof(Outer<int>.Inside), Types = new Type[] { null, typeof(Any) })]
[Any(Text = null, Texts = new string[] { "a" }, Number = -1, Letter = 'x', Flag = true, Real = 1e300, Half = 2.5f, Many = new object[] { null })]
[Any(Targets = AttributeTargets.All, Days = new DayOfWeek[] { DayOfWeek.Sunday, DayOfWeek.Saturday })]
[Any(Boxed = AttributeTargets.Class)]
public class Any { }

public static class Carriers<[Any("parameter", null, 'g', false)] T>
{
    [return: Any("return")]
    public static void M<[Any] U>([Any("argument")] U u) { }
    [Any] public static event Action Event { add { } remove { } }
    [Any] public static int Property { [Any] get { return 0; } }
    [field: Any] [NonSerialized] public static int Field;
}
