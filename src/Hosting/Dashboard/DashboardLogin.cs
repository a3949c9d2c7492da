using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace StreamPulse.Hosting.Dashboard;

/// <summary>User and password of the dashboard, as hashes, so that comparisons take constant time.</summary>
public sealed class DashboardLogin : AuthenticationSchemeOptions
{
    /// <summary>Name of the authentication scheme.</summary>
    public const string Scheme = "Basic";

    /// <summary>Minimum password length: the number of login attempts is not limited.</summary>
    public const int ShortestPassword = 12;

    private byte[] _user = [];
    private byte[] _password = [];

    /// <summary>Sets the allowed user and password.</summary>
    public void Allow(string user, string password) => (_user, _password) = (Hash(user), Hash(password));

    /// <summary>Whether user and password match. Always false before <see cref="Allow"/>.</summary>
    public bool Knows(string user, string password)
        => CryptographicOperations.FixedTimeEquals(_user, Hash(user)) & CryptographicOperations.FixedTimeEquals(_password, Hash(password));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
