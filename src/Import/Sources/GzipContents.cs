using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace StreamPulse.Import.Sources;

/// <summary>
/// Unpacks gzip, members one after another (RFC 1952), and finds all damage: the framework's stream takes a cut for the end, drops bytes
/// behind a member, and keeps back what it unpacked last where a checksum is wrong. Everything that could be unpacked is given first; the
/// damage is told behind it.
/// </summary>
internal sealed class GzipContents(Stream packed) : ForwardStream
{
    private const int TrailerBytes = 8;
    private const byte Deflate = 8;
    private const int HasHeaderChecksum = 2;
    private const int HasExtraField = 4;
    private const int HasName = 8;
    private const int HasComment = 16;
    private const int ReservedFlags = 0xE0;

    private readonly PackedInput _input = new(packed);
    private readonly Crc32 _checksum = new();
    private DeflateStream? _member;
    private uint _memberBytes;
    private bool _isPastFirst;
    private bool _isAtEnd;
    private string? _damage;

    /// <exception cref="InvalidDataException">
    /// The packed bytes are damaged, cut off, or followed by others; every later call says so too.
    /// </exception>
    public override int Read(Span<byte> buffer)
    {
        if (_damage is not null)
            throw new InvalidDataException(_damage);
        var filled = 0;
        try
        {
            while (filled < buffer.Length && TryUnpack(buffer[filled..], out var read))
            {
                filled += read;
                if (!_input.IsDry)
                    break;
            }
        }
        catch (InvalidDataException exception)
        {
            _damage = exception.Message;
            if (filled == 0)
                throw;
        }
        return filled;
    }

    /// <summary>At least one byte; false at the end.</summary>
    private bool TryUnpack(Span<byte> buffer, out int read)
    {
        read = 0;
        while (!_isAtEnd)
        {
            if (_member is null && !TryOpenMember())
            {
                _isAtEnd = true;
                break;
            }
            read = _member!.Read(buffer);
            if (read > 0)
            {
                _checksum.Append(buffer[..read]);
                _memberBytes += (uint)read;
                return true;
            }
            CloseMember();
        }
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _member?.Dispose();
            packed.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Reads a member's header; false at the end. Zero bytes behind a member are padding.</summary>
    private bool TryOpenMember()
    {
        var first = _input.ReadByte();
        while (_isPastFirst && first == 0)
            first = _input.ReadByte();
        if (first < 0)
            return false;
        if (first != 0x1F || _input.ReadByte() != 0x8B || _input.ReadByte() != Deflate)
            throw new InvalidDataException("Bytes that are not gzip follow the packed data.");
        _checksum.Reset();
        _checksum.Append([0x1F, 0x8B, Deflate]);
        SkipRestOfHeader();
        _member = new DeflateStream(_input, CompressionMode.Decompress, leaveOpen: true);
        _checksum.Reset();
        (_memberBytes, _isPastFirst) = (0, true);
        _input.IsShort = false;
        return true;
    }

    private void SkipRestOfHeader()
    {
        var flags = Next();
        if ((flags & ReservedFlags) != 0)
            throw new InvalidDataException("A member's header has unknown flags.");
        for (var i = 0; i < 6; i++)
            Next();
        if ((flags & HasExtraField) != 0)
        {
            for (var length = Next() | (Next() << 8); length > 0; length--)
                Next();
        }
        if ((flags & HasName) != 0)
            SkipText();
        if ((flags & HasComment) != 0)
            SkipText();
        if ((flags & HasHeaderChecksum) == 0)
            return;
        var checksum = _checksum.GetCurrentHashAsUInt32() & ushort.MaxValue;
        if ((Next() | (Next() << 8)) != checksum)
            throw new InvalidDataException("The checksum of a member's header is wrong.");
    }

    private void SkipText()
    {
        while (Next() != 0)
        {
        }
    }

    private int Next()
    {
        var next = _input.ReadByte();
        if (next < 0)
            throw Cut();
        _checksum.Append([(byte)next]);
        return next;
    }

    /// <summary>Compares checksum and length, which follow the member's data.</summary>
    private void CloseMember()
    {
        _member!.Dispose();
        _member = null;
        if (_input.IsShort)
            throw Cut();
        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _memberBytes);
        if (!_input.TryMoveBehind(trailer))
            throw new InvalidDataException("The checksum or length behind the packed data is wrong or cut off.");
    }

    private static InvalidDataException Cut() => new("The packed bytes end too early: the file is truncated.");

    /// <summary>
    /// The packed bytes, given out in small pieces. The framework's decoder does not say how many bytes of the last piece belong to the
    /// member, so the place behind the member is found by its trailer of 64 bits, whose value is known once the member is unpacked. Pieces
    /// are single bytes, and the place is exact, near the end, near what may be the header of another member, and near what may be padding:
    /// before anything else that follows a member, a wrong place does no harm, as that is damage anyway.
    /// </summary>
    private sealed class PackedInput(Stream inner) : ForwardStream
    {
        /// <summary>Small, as what a piece with damage would unpack to is lost.</summary>
        private const int PieceBytes = 64;

        private const int NearEndBytes = 1024;

        /// <summary>So many zeros may be the beginning of padding.</summary>
        private const int PaddingBytes = 16;

        private static ReadOnlySpan<byte> Header => [0x1F, 0x8B, Deflate];

        private readonly byte[] _buffer = new byte[64 * 1024];
        private int _piece;
        private int _begin;
        private int _end;

        /// <summary>No more bytes come from the stream.</summary>
        public bool IsDry { get; private set; }

        /// <summary>More bytes were wanted than there are.</summary>
        public bool IsShort { get; set; }

        public override int Read(Span<byte> buffer)
        {
            while (_end - _begin <= NearEndBytes && Fill(keptFrom: _begin))
            {
            }
            var count = Math.Min(Math.Min(buffer.Length, IsNearEnd() ? 1 : PieceBytes), _end - _begin);
            _buffer.AsSpan(_begin, count).CopyTo(buffer);
            _piece = _begin;
            _begin += count;
            IsShort |= count == 0 && !buffer.IsEmpty;
            return count;
        }

        public override int ReadByte()
        {
            if (_begin == _end && !Fill(keptFrom: _begin))
                return -1;
            return _buffer[_begin++];
        }

        private bool IsNearEnd()
        {
            if (_end - _begin <= NearEndBytes)
                return true;
            ReadOnlySpan<byte> padding = stackalloc byte[PaddingBytes];
            var near = _buffer.AsSpan(_begin, NearEndBytes);
            return near.IndexOf(Header) >= 0 || near.IndexOf(padding) >= 0;
        }

        /// <summary>Goes back into the last piece, to the place behind these bytes; false where they do not follow.</summary>
        public bool TryMoveBehind(ReadOnlySpan<byte> trailer)
        {
            while (_end - _begin < trailer.Length && Fill(keptFrom: _piece))
            {
            }
            var searched = _buffer.AsSpan(_piece, Math.Min(_end, _begin + trailer.Length) - _piece);
            var found = searched.IndexOf(trailer);
            if (found < 0)
                return false;
            _begin = _piece + found + trailer.Length;
            return true;
        }

        /// <summary>Reads more behind what is there, and keeps what stands from a place on; false at the end.</summary>
        private bool Fill(int keptFrom)
        {
            if (IsDry)
                return false;
            _buffer.AsSpan(keptFrom, _end - keptFrom).CopyTo(_buffer);
            _piece = Math.Max(0, _piece - keptFrom);
            _begin -= keptFrom;
            _end -= keptFrom;
            var read = inner.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            IsDry = read == 0;
            return !IsDry;
        }
    }
}
