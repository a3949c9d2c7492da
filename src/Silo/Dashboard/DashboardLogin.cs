using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace StreamPulse.Silo.Dashboard;

/// <summary>Who may see the dashboard. Hashes of what was configured, so that a comparison takes the same time whatever is compared.</summary>
public sealed class DashboardLogin : AuthenticationSchemeOptions
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Basic";

    /// <summary>Shortest password that is taken: the login can be tried as often as somebody likes.</summary>
    public const int ShortestPassword = 12;

    private byte[] _user = [];
    private byte[] _password = [];

    /// <summary>Sets who may come in.</summary>
    public void Allow(string user, string password) => (_user, _password) = (Hash(user), Hash(password));

    /// <summary>Whether these are the ones. False for everybody before <see cref="Allow"/>.</summary>
    public bool Knows(string user, string password)
        => CryptographicOperations.FixedTimeEquals(_user, Hash(user)) & CryptographicOperations.FixedTimeEquals(_password, Hash(password));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
