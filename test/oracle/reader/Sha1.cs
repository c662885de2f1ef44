/// <summary>SHA-1 for public key tokens: CoreCLR 2.2's own needs an OpenSSL that current systems no longer have.</summary>
static class Sha1
{
    public static byte[] Hash(byte[] data)
    {
        var padded = new byte[(data.Length + 8) / 64 * 64 + 64];
        data.CopyTo(padded, 0);
        padded[data.Length] = 0x80;
        for (int i = 0; i < 8; i++) padded[padded.Length - 1 - i] = (byte)((ulong)data.Length * 8 >> (8 * i));

        uint h0 = 0x67452301, h1 = 0xEFCDAB89, h2 = 0x98BADCFE, h3 = 0x10325476, h4 = 0xC3D2E1F0;
        var w = new uint[80];
        for (int block = 0; block < padded.Length; block += 64)
        {
            for (int i = 0; i < 16; i++)
            {
                int at = block + 4 * i;
                w[i] = (uint)(padded[at] << 24 | padded[at + 1] << 16 | padded[at + 2] << 8 | padded[at + 3]);
            }
            for (int i = 16; i < 80; i++) w[i] = Rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
            uint a = h0, b = h1, c = h2, d = h3, e = h4;
            for (int i = 0; i < 80; i++)
            {
                uint f = i < 20 ? (b & c) | (~b & d) : i < 40 ? b ^ c ^ d : i < 60 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
                uint k = i < 20 ? 0x5A827999u : i < 40 ? 0x6ED9EBA1u : i < 60 ? 0x8F1BBCDCu : 0xCA62C1D6u;
                uint next = Rotate(a, 5) + f + e + k + w[i];
                e = d; d = c; c = Rotate(b, 30); b = a; a = next;
            }
            h0 += a; h1 += b; h2 += c; h3 += d; h4 += e;
        }
        var hash = new byte[20];
        uint[] words = { h0, h1, h2, h3, h4 };
        for (int i = 0; i < 20; i++) hash[i] = (byte)(words[i / 4] >> (24 - 8 * (i % 4)));
        return hash;
    }

    static uint Rotate(uint x, int by) => x << by | x >> (32 - by);
}
