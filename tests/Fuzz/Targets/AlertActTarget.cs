using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StreamPulse.Api.Alerts;
using StreamPulse.Api.Parameters;
using StreamPulse.Api.Problems;
using StreamPulse.Fuzz.Engine;
using StreamPulse.Fuzz.Generators;

namespace StreamPulse.Fuzz.Targets;

/// <summary>A body of POST /api/alerts/{id}/acknowledge and resolve.</summary>
internal sealed class AlertActTarget : IFuzzTarget
{
    public string Name => "alert-act";

    public string What => "bodies that acknowledge or resolve an alert";

    public IReadOnlyList<byte[]> Tokens => TextTokens.Of(
        "\"by\":", "\"note\":", "null", "\"\\ud800\"", "\"\\u0000\"", "{", "}", "[", ",", "1e400", "\"\\ud800\":1,", "\"b\\u0079\":");

    public byte[] Generate(Random random)
    {
        var by = random.Next(8) == 0 ? new string('b', 95 + random.Next(10)) : RandomValues.Text(random);
        var note = random.Next(8) == 0 ? new string('n', 995 + random.Next(10)) : RandomValues.Text(random);
        return random.Next(12) switch
        {
            0 => [],
            1 => JsonSerializer.SerializeToUtf8Bytes(new { by = random.Next(), note = new[] { note } }),
            2 => Encoding.UTF8.GetBytes("{\"by\": \"a\", \"note\": \"" + new string('x', 17_000) + "\"}"),
            _ => JsonSerializer.SerializeToUtf8Bytes(new { by, note = random.Next(2) == 0 ? null : note }),
        };
    }

    public FuzzOutcome Check(byte[] input)
    {
        var request = new DefaultHttpContext().Request;
        request.ContentType = "application/json";
        request.Body = new MemoryStream(input, writable: false);
        try
        {
            var (by, note) = AlertActRequest.ReadAsync(request).GetAwaiter().GetResult();
            Expect.That(!string.IsNullOrWhiteSpace(by) && by.Length <= 100 && note is not { Length: 0 or > 1_000 },
                "Who and the note are of the lengths that are taken");
            Expect.That(!(by + note).Contains('\0', StringComparison.Ordinal), "Neither has the character U+0000");
            using var document = JsonDocument.Parse(input);
            Expect.Equal(document.RootElement.GetProperty("by").GetString(), by, "Who is what the body says");
            return new FuzzOutcome("accepted", note is null ? "" : "with a note");
        }
        catch (ProblemException e)
        {
            return new FuzzOutcome(e.Kind == ProblemKind.TooLarge ? "too large" : "malformed body", e.Message);
        }
        catch (InvalidParametersException e)
        {
            Expect.That(e.Errors.Count > 0 && JsonSerializer.SerializeToUtf8Bytes(e.Errors).Length > 2, "A refusal names its fields");
            return new FuzzOutcome("field refused", e.Message);
        }
    }

    public long AllowedAllocationBytes(int inputBytes) => 256 * 1024 + (256L * inputBytes);
}
