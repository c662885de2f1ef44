// A netmodule: metadata without an Assembly row. Compiled by mcs, never run.
namespace Module
{
    public interface IThing<T> { T Get<U>(U[] items, T[,] grid) where U : class; }
    public unsafe struct Raw { public fixed byte Bytes[16]; public int* Pointer; }
    public class Thing : IThing<string>
    {
        volatile int counter;
        string IThing<string>.Get<U>(U[] items, string[,] grid)
        {
            counter++;
            return items.Length + grid[0, 1] + "\ud800 lone, \u20ac, \0";
        }
        public static System.Collections.Generic.IEnumerable<int> Count() { for (int i = 0; i < 3; i++) yield return i; }
    }
}
