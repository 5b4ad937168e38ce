package ssh
import _ "golang.org/x/crypto/ssh"
