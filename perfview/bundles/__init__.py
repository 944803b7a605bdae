"""What ships: modules, who imports them, and the files a bundler made of them."""
