using System;
using System.Reflection;
using System.Reflection.Emit;

/// <summary>Decodes IL linearly with the running framework's own opcode table.</summary>
static class Il
{
    static readonly OpCode?[] oneByte = new OpCode?[256];
    static readonly OpCode?[] twoBytes = new OpCode?[256]; // after 0xFE
    static readonly string[] names = new string[512];      // OpCode.Name is slow
    const byte No = 0x19;                                  // no., which OpCodes does not have

    static Il()
    {
        foreach (var field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var opcode = (OpCode)field.GetValue(null);
            if (opcode.OpCodeType == OpCodeType.Nternal) continue; // prefix1..7, prefixref: reserved
            names[(opcode.Size - 1) * 256 + (opcode.Value & 0xFF)] = opcode.Name;
            if (opcode.Size == 1) oneByte[opcode.Value & 0xFF] = opcode;
            else twoBytes[opcode.Value & 0xFF] = opcode;
        }
    }

    public static void Write(Json json, byte[] code)
    {
        json.Open('[');
        for (int at = 0; at < code.Length;)
        {
            int next = Instruction(json, code, at);
            if (next < 0) break;
            at = next;
        }
        json.Close(']');
    }

    /// <summary>Writes one instruction; the offset after it, or -1 after an invalid one.</summary>
    static int Instruction(Json json, byte[] code, int at)
    {
        bool wide = code[at] == 0xFE && at + 1 < code.Length;
        int operand = at + (wide ? 2 : 1);
        json.Open('[').Value(at);
        if (wide && code[at + 1] == No && operand < code.Length)
        {
            json.Value("no.").Value(code[operand]).Close(']');
            return operand + 1;
        }
        var found = wide ? twoBytes[code[at + 1]] : oneByte[code[at]];
        int size = found.HasValue ? OperandSize(found.Value, code, operand) : -1;
        if (size < 0 || operand + (long)size > code.Length)
        {
            string bytes = wide ? (code[at] << 8 | code[at + 1]).ToString("x4") : code[at].ToString("x2");
            json.Value("invalid").Value("0x" + bytes).Close(']');
            return -1;
        }
        json.Value(names[wide ? 256 + code[at + 1] : code[at]]);
        Operand(json, found.Value, code, operand, operand + size);
        json.Close(']');
        return operand + size;
    }

    static int OperandSize(OpCode opcode, byte[] code, int operand)
    {
        switch (opcode.OperandType)
        {
            case OperandType.InlineNone: return 0;
            case OperandType.ShortInlineBrTarget:
            case OperandType.ShortInlineI:
            case OperandType.ShortInlineVar: return 1;
            case OperandType.InlineVar: return 2;
            case OperandType.InlineI8:
            case OperandType.InlineR: return 8;
            case OperandType.InlineSwitch:
                if (operand + 4 > code.Length) return -1;
                uint count = BitConverter.ToUInt32(code, operand);
                return count > code.Length ? -1 : 4 + 4 * (int)count;
            default: return 4;
        }
    }

    static void Operand(Json json, OpCode opcode, byte[] code, int operand, int end)
    {
        switch (opcode.OperandType)
        {
            case OperandType.InlineNone: break;
            case OperandType.ShortInlineBrTarget: json.Value(end + (sbyte)code[operand]); break;
            case OperandType.InlineBrTarget: json.Value((long)end + BitConverter.ToInt32(code, operand)); break;
            case OperandType.ShortInlineI:
                if (opcode == OpCodes.Ldc_I4_S) json.Value((sbyte)code[operand]);
                else json.Value(code[operand]);
                break;
            case OperandType.ShortInlineVar: json.Value(code[operand]); break;
            case OperandType.InlineVar: json.Value(BitConverter.ToUInt16(code, operand)); break;
            case OperandType.InlineI: json.Value(BitConverter.ToInt32(code, operand)); break;
            case OperandType.InlineI8: json.Value(BitConverter.ToInt64(code, operand).ToString()); break;
            case OperandType.ShortInlineR: json.Token(BitConverter.ToInt32(code, operand)); break;
            case OperandType.InlineR: json.Value("0x" + BitConverter.ToUInt64(code, operand).ToString("x16")); break;
            case OperandType.InlineSwitch:
                for (int i = operand + 4; i < end; i += 4) json.Value((long)end + BitConverter.ToInt32(code, i));
                break;
            default: json.Token(BitConverter.ToInt32(code, operand)); break;
        }
    }
}
